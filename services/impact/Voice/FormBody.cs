using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>What a browser sends from a page of ours.</summary>
internal sealed class FormBody(IFormCollection form)
{
    /// <summary>The first value of a field; null when it is absent or empty.</summary>
    public string? this[string name] => form[name] is [{ Length: > 0 } first, ..] ? first : null;

    public static async Task<Outcome<FormBody>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Rejection(ProblemCode.UnsupportedMediaType, new("Brug formularen på siden.", "Use the form on the page."));
        }
        try
        {
            var form = await request.ReadFormAsync(ct);
            // The same gate as for JSON, so the form is looked at as JSON: every name and every value.
            var utf8 = JsonSerializer.SerializeToUtf8Bytes(form.ToDictionary(field => field.Key, field => field.Value.ToArray()), HubJson.Options);
            return PrivacyGate.CheckJson(utf8, form["confirmNoPersonalData"] == "true") is { } personal ? personal : new FormBody(form);
        }
        // Too many fields, or too long ones: none of ours.
        catch (InvalidDataException)
        {
            return new Rejection(ProblemCode.MalformedRequest, new("Brug formularen på siden.", "Use the form on the page."));
        }
    }
}
