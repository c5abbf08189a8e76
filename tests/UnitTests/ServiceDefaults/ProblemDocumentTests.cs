using System.Reflection;
using System.Text.Json;
using Grpc.Core;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class ProblemDocumentTests
{
    private static readonly Rejection Refused = Rejections.Invalid(
    [
        new FieldError("#/title", new("Titlen mangler.", "The title is missing.")),
        new FieldError("#/place/latitude", new("Bredden er mellem -90 og 90.", "The latitude is between -90 and 90.")),
    ]);

    [Theory]
    [InlineData("da", "Et eller flere felter er forkerte", "Titlen mangler.")]
    [InlineData("en", "One or more fields are wrong", "The title is missing.")]
    public void It_says_what_was_wrong_in_the_callers_language_and_where(string language, string title, string first)
    {
        using var json = JsonDocument.Parse(ProblemDocument.From(Refused, language).ToUtf8());
        var problem = json.RootElement;
        Assert.Equal("urn:socialenzyme:problem:invalid-fields", problem.GetProperty("type").GetString());
        Assert.Equal("invalid-fields", problem.GetProperty("code").GetString());
        Assert.Equal(422, problem.GetProperty("status").GetInt32());
        Assert.Equal(title, problem.GetProperty("title").GetString());
        var errors = problem.GetProperty("errors");
        Assert.Equal(["#/title", "#/place/latitude"], errors.EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Equal(first, errors[0].GetProperty("detail").GetString());
    }

    [Fact]
    public void A_problem_without_fields_has_no_errors()
    {
        using var json = JsonDocument.Parse(ProblemDocument.From(Rejections.NotFound("need", 7), "en").ToUtf8());
        Assert.False(json.RootElement.TryGetProperty("errors", out _));
        Assert.Equal(404, json.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public void A_grpc_caller_reads_the_same_code_and_the_same_document()
    {
        var error = Refused.ToRpc("en");
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("2 fields are wrong; see errors.", error.Status.Detail);
        Assert.Equal("invalid-fields", error.Trailers.GetValue("problem-code"));
        Assert.Equal(ProblemDocument.From(Refused, "en").ToUtf8(), error.Trailers.GetValueBytes("problem-errors-bin"));
    }

    [Fact]
    public void A_grpc_caller_reads_the_status_also_when_there_is_much_to_say()
    {
        var many = Enumerable.Range(0, 200).Select(i => new FieldError($"#/skills/{i}", new("Teksten indeholder styretegn.", "The text holds control characters."))).ToList();
        var trailer = Rejections.Invalid(many).ToRpc("en").Trailers.GetValueBytes("problem-errors-bin")!;
        // Clients take 8 KB of trailers, in base64 a third more than this.
        Assert.InRange(trailer.Length, 1, 4_000);
        using var json = JsonDocument.Parse(trailer);
        Assert.NotEmpty(json.RootElement.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public void Every_code_is_told_apart_and_stands_for_a_refusal_in_http_and_in_grpc()
    {
        var codes = typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemCode)field.GetValue(null)!).ToList();
        Assert.Equal(codes.Count, codes.Select(code => code.Name).Distinct().Count());
        Assert.All(codes, code =>
        {
            Assert.InRange(code.Http, 400, 599);
            Assert.NotEqual(StatusCode.OK, code.Grpc);
            Assert.Matches("^[a-z]+(-[a-z]+)*$", code.Name);
        });
    }
}
