using Google.Protobuf.Reflection;
using SocialEnzyme.Hub.EndToEndTests.Support;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>A CPR number in every text of every door: refused, and nothing of it stays.</summary>
[Collection(AttackTests.Name)]
public sealed class CprAttackTests(AttackHub attacked, ITestOutputHelper output)
{
    private const string Refusal = "personal-data-detected";

    private static readonly Func<CprNumber, string>[] Spellings =
    [
        number => number.Digits,
        number => $"Borgeren {number.Dashed} ønsker en besøgsven",
        number => number.Spaced,
        number => $"til {number.Wide}",
        number => $"cpr {number.Digits[..2]} {number.Digits[2..4]} {number.Digits[4..6]} {number.Digits[6..8]} {number.Digits[8..]}",
        number => $"({number.Digits[..6]}–{number.Digits[6..]})",
        number => number.Digits.Insert(6, "\u200B-"),
        number => number.Digits.Insert(6, "."),
    ];

    private readonly List<string> _wrong = [];
    private readonly List<CprNumber> _sent = [];

    [Fact]
    public async Task A_CPR_number_in_any_text_of_any_door_is_refused_and_found_nowhere_afterwards()
    {
        var hub = attacked.Hub;
        using var wire = new Wire(hub.Local.Addresses);
        await using var party = await Victim.MakeAsync(hub, "civil");
        var routes = await ApiRoute.AllAsync(hub);
        await party.CompleteAsync(routes);
        foreach (var route in routes) await RestAsync(wire, route, party);
        foreach (var method in ExampleMessage.Methods) await GrpcAsync(wire, method, party);
        output.WriteLine($"{_sent.Count} numbers sent");

        // What is said after the numbers is reported after them: when it is there, so would they be.
        var last = await party.Owner.PublishAsync(Some.Need());
        await Eventually.Is("the last need is in the traces", () => hub.Telemetry.Holds(last));
        var belongings = new Belongings(hub);
        foreach (var service in new[] { "needs", "offers", "participants", "partnerships", "impact" })
            Assert.Contains(await belongings.PlacesOfAsync([party.Owner.Id]), place => place.StartsWith($"table {service}.", StringComparison.Ordinal));
        _wrong.AddRange(await belongings.PlacesOfAsync([.. _sent.SelectMany(number => number.Spellings)]));
        Assert.True(_wrong.Count == 0, $"{_wrong.Count}:\n{string.Join('\n', _wrong.Take(60))}");
    }

    private async Task RestAsync(Wire wire, ApiRoute route, Victim party)
    {
        // An operator's own doors open for the operator only; and the number is to be refused, not the caller.
        var isOperators = route.Service == "participants" || route.Path.StartsWith("/v1/events", StringComparison.Ordinal) || route.Path == "/v1/rates";
        var key = "Bearer " + (isOperators ? attacked.Hub.Operator.Key : party.Owner.Key);
        var ids = party.Ids(route).First();
        foreach (var (contentType, schema) in route.Bodies)
        {
            foreach (var (place, with) in ExampleBody.Texts(route, schema))
            {
                var (number, text) = Draw();
                var answer = await wire.RestAsync(route.Method, route.With(ids), key, with(text), contentType);
                // The rows of an import are refused one by one.
                if (answer.Code != Refusal && !(contentType is "application/x-ndjson" or "text/csv" && answer.Said.Contains(Refusal, StringComparison.Ordinal)))
                    _wrong.Add($"{route.Name} {place}: {answer.Brief}");
                DoesNotEcho(number, answer, $"{route.Name} {place}");
            }
        }
        foreach (var query in route.Queries.Append("anything"))
        {
            var (number, text) = Draw();
            Check(number, await wire.RestAsync(route.Method, $"{route.With(ids)}?{query}={Uri.EscapeDataString(text)}", key), $"{route.Name} ?{query}");
        }
        for (var i = 0; i < ids.Count; i++)
        {
            var (number, text) = Draw();
            Check(number, await wire.RestAsync(route.Method, route.With(ids.Select((id, at) => at == i ? Uri.EscapeDataString(text) : id)), key), $"{route.Name} path {i}");
        }
    }

    private async Task GrpcAsync(Wire wire, MethodDescriptor method, Victim party)
    {
        var key = "Bearer " + (ExampleMessage.ServiceOf(method) == "participants" ? attacked.Hub.Operator.Key : party.Owner.Key);
        foreach (var (place, with) in ExampleMessage.Texts(method.InputType, field => party.Named(ExampleMessage.ServiceOf(method), field.Name)?[0]))
        {
            var (number, text) = Draw();
            var answer = await wire.GrpcAsync(ExampleMessage.PathOf(method), key, with(text));
            if (answer.Code != Refusal && !(method.IsClientStreaming && answer.Said.Contains(Refusal, StringComparison.Ordinal)))
                _wrong.Add($"{method.FullName} {place}: {answer.Brief}");
            DoesNotEcho(number, answer, $"{method.FullName} {place}");
        }
    }

    private void Check(CprNumber number, WireAnswer answer, string door)
    {
        if (answer.Code != Refusal) _wrong.Add($"{door}: {answer.Brief}");
        DoesNotEcho(number, answer, door);
    }

    private void DoesNotEcho(CprNumber number, WireAnswer answer, string door)
    {
        if (number.Spellings.Any(spelling => answer.Said.Contains(spelling, StringComparison.OrdinalIgnoreCase))) _wrong.Add($"{door} echoes the number: {answer.Brief}");
    }

    private (CprNumber Number, string Text) Draw()
    {
        var number = CprNumber.Draw();
        _sent.Add(number);
        return (number, Spellings[_sent.Count % Spellings.Length](number));
    }
}
