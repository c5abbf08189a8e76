using Google.Protobuf.Reflection;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Every gRPC method of the contracts, tried by everybody on what is another's.</summary>
[Collection(AttackTests.Name)]
public sealed class GrpcAttackTests(AttackHub attacked, ITestOutputHelper output)
{
    /// <summary>What anybody may ask of the published need and the open offer.</summary>
    private static readonly HashSet<string> Public = ["GetNeed", "GetOffer"];

    /// <summary>For services of the hub alone: no key of any participant opens them.</summary>
    private static readonly HashSet<string> ForServices = ["ListEvents", "CheckCredentials", "CountReach"];

    /// <summary>What every key of a participant may do to its own, so that a stolen one can be stopped by whatever key is at hand.</summary>
    private static readonly HashSet<string> NeedsNoScope = ["RevokeCredential"];

    /// <summary>What the scope impact:approve is for.</summary>
    private static readonly HashSet<string> Approving = ["ApproveHours", "RejectHours"];

    private readonly List<string> _wrong = [];

    [Fact]
    public async Task Nobody_reads_or_changes_what_is_anothers_by_any_method()
    {
        var hub = attacked.Hub;
        using var wire = new Wire(hub.Local.Addresses);
        await using var civil = await Victim.MakeAsync(hub, "civil");
        await using var market = await Victim.MakeAsync(hub, "market");
        await using var official = await Victim.MakeAsync(hub, "public");
        Victim[] victims = [civil, market, official];
        var strangers = await Attacker.AllAsync(hub);
        var nobodies = await Attacker.NobodiesAsync(hub, civil);
        var routes = await ApiRoute.AllAsync(hub);
        var calls = 0;
        foreach (var victim in victims)
        {
            await victim.CompleteAsync(routes);
            var rows = await Keepsake.OfAsync(hub, victim);
            Attacker[] attackers = [.. strangers, .. await Attacker.ScopelessAsync(hub, victim), .. victim == civil ? nobodies : []];
            foreach (var (attacker, method) in attackers.SelectMany(attacker => ExampleMessage.Methods.Select(method => (attacker, method))))
            {
                if (attacker.Standing is Standing.Operator && (ExampleMessage.ServiceOf(method) == "participants" || method.Name == "ListEvents")) continue;
                if (attacker.Standing is Standing.Scopeless && (NeedsNoScope.Contains(method.Name) || !attacker.Lacks(Approving.Contains(method.Name)))) continue;
                foreach (var take in Takes(method, victim))
                {
                    calls++;
                    await AttackAsync(wire, method, victim, attacker, take);
                }
            }
            var lost = rows.Except(await Keepsake.OfAsync(hub, victim)).ToList();
            if (lost.Count > 0) _wrong.Add($"Rows of the victim were changed:\n  {string.Join("\n  ", lost.Take(10))}");
        }
        output.WriteLine($"{ExampleMessage.Methods.Count} methods, {calls} calls");
        await EverythingIsReachedByItsOwnerAsync(wire, victims);
        Assert.True(_wrong.Count == 0, $"{_wrong.Count}:\n{string.Join('\n', _wrong.Distinct().Take(60))}");
    }

    private async Task AttackAsync(Wire wire, MethodDescriptor method, Victim victim, Attacker attacker, int take)
    {
        var answer = await CallAsync(wire, method, attacker.Authorization, field => IdOf(method, field, victim, take));
        var what = $"{attacker.Name}: {method.FullName} ({take}): {answer.Brief}";
        if (answer.Status is < 0 or 2 or Wire.Internal or Wire.Unavailable) _wrong.Add(what);
        if (attacker.Standing is not Standing.Scopeless && victim.Secrets.Find(secret => answer.Said.Contains(secret, StringComparison.OrdinalIgnoreCase)) is { } secret)
            _wrong.Add($"was told {secret}: {what}");
        switch (attacker.Standing)
        {
            case Standing.Nobody:
                if (answer is not { Status: Wire.Unauthenticated, Code: "unauthenticated" }) _wrong.Add(what);
                break;
            case var _ when ForServices.Contains(method.Name):
                if (answer.Status is not Wire.PermissionDenied) _wrong.Add(what);
                break;
            case Standing.Scopeless:
                if (answer.Status is Wire.Ok && !IsReading(method) && !AnswersRows(method)) _wrong.Add(what);
                break;
            case var _ when !NamesThings(method, victim):
                break;
            case var _ when Public.Contains(method.Name) && victim.Public.Contains(Named(method, victim)![take % Named(method, victim)!.Count]):
                if (answer.Status != Wire.Ok) _wrong.Add(what);
                break;
            default:
                var nothing = await CallAsync(wire, method, attacker.Authorization,
                    field => IdOf(method, field, victim, take) is null ? null : Guid.CreateVersion7().ToString());
                if (answer.Verdict != nothing.Verdict) _wrong.Add($"Not as what is not there ({nothing.Verdict}): {what}");
                // A nonsensical value beside it may be refused first, alike for both; a stream tells of each row.
                if (answer.Status is Wire.Ok && !(AnswersRows(method) && answer.Said.Contains("not-found", StringComparison.Ordinal))) _wrong.Add(what);
                break;
        }
    }

    /// <summary>With the victim's ids the owner, the operator or a service gets through.</summary>
    private async Task EverythingIsReachedByItsOwnerAsync(Wire wire, IReadOnlyList<Victim> victims)
    {
        foreach (var method in ExampleMessage.Methods.Where(method => !ForServices.Contains(method.Name))
            // Suspending and revoking last, and by the operator: a call that ends its own key may be cut off before it is answered.
            .OrderBy(method => ExampleMessage.ServiceOf(method) == "participants").ThenBy(method => !IsReading(method)).ThenBy(method => method.Name.StartsWith("Delete", StringComparison.Ordinal) || method.Name.StartsWith("Revoke", StringComparison.Ordinal)))
        {
            var said = new List<string>();
            foreach (var (victim, take) in victims.SelectMany(victim => Takes(method, victim).Select(take => (victim, take))))
            {
                foreach (var key in new[] { victim.Owner.Key, attacked.Hub.Operator.Key }.Skip(ExampleMessage.ServiceOf(method) == "participants" ? 1 : 0))
                {
                    var answer = await CallAsync(wire, method, "Bearer " + key, field => field.Name switch
                    {
                        "agreement" => victim.Agreement().ToJsonString(),
                        "hash" => victim.Hash,
                        _ => IdOf(method, field, victim, take),
                    });
                    // 9: it was found, and is in a state that does not allow it.
                    if (answer.Status is Wire.Ok or 9) goto Reached;
                    said.Add(answer.Brief);
                }
            }
            _wrong.Add($"Nobody gets through {method.FullName}, so that no refusal there means anything: {string.Join(" | ", said.Take(4))}");
        Reached:;
        }
    }

    private static Task<WireAnswer> CallAsync(Wire wire, MethodDescriptor method, string? authorization, Func<FieldDescriptor, string?> id) =>
        wire.GrpcAsync(ExampleMessage.PathOf(method), authorization, ExampleMessage.Of(method.InputType, id));

    // One call for each id of the thing that has most of them.
    private static IEnumerable<int> Takes(MethodDescriptor method, Victim victim) =>
        Enumerable.Range(0, Math.Max(1, IdFields(method.InputType, 0).Select(field => Owned(method, field, victim)?.Count ?? 1).DefaultIfEmpty(1).Max()));

    private static bool NamesThings(MethodDescriptor method, Victim victim) => Targets(method).Any(field => Owned(method, field, victim) is not null);

    private static IReadOnlyList<string>? Named(MethodDescriptor method, Victim victim) => Owned(method, Targets(method).First(), victim);

    private static string? IdOf(MethodDescriptor method, FieldDescriptor field, Victim victim, int take) =>
        field.Name is "cursor" or "after" ? method.Name == "Subscribe" || method.Name.EndsWith("SubscriptionEvents", StringComparison.Ordinal) ? victim.Cursor : null
        : !IsId(field) ? null
        : Owned(method, field, victim) is { } ids ? ids[take % ids.Count]
        : Guid.CreateVersion7().ToString();

    private static IReadOnlyList<string>? Owned(MethodDescriptor method, FieldDescriptor field, Victim victim)
    {
        var name = field.Name is "id" or "ids" ? NounOf(method) : field.Name;
        var ids = victim.Named(ExampleMessage.ServiceOf(method), name);
        // A company has no needs, and nobody has an event of participants.
        if (ids is null && victim.Owned.ContainsKey("needs"))
            Assert.Fail($"{method.FullName} has '{name}', and the victim has none. Make one in {nameof(Victim)}, so that it is attacked.");
        return ids;
    }

    // GetNeed, ListSubscriptionEvents: the word after the verb. Consent, Leave: what the service is about.
    private static string NounOf(MethodDescriptor method)
    {
        var words = System.Text.RegularExpressions.Regex.Matches(method.Name, "[A-Z][a-z]+").Select(word => word.Value).ToList();
        return words.Count > 1 ? words[1] : ExampleMessage.ServiceOf(method);
    }

    private static bool IsId(FieldDescriptor field) =>
        field.FieldType == FieldType.String && (field.Name == "id" || field.Name.EndsWith("_id", StringComparison.Ordinal) || field.Name is "ids" or "participants");

    private static IEnumerable<FieldDescriptor> IdFields(MessageDescriptor type, int depth) => depth > 3 ? [] : type.Fields.InDeclarationOrder().SelectMany(field =>
        IsId(field) ? [field] : field is { FieldType: FieldType.Message, IsMap: false } ? IdFields(field.MessageType, depth + 1) : []);

    // Whom a reservation or an offer is for, and whose people gave hours, may be anybody.
    private static IEnumerable<FieldDescriptor> Targets(MethodDescriptor method) => IdFields(method.InputType, 0).Where(field =>
        ExampleMessage.ServiceOf(method) == "participants" || field.Name is not ("participant_id" or "party_id" or "participants"));

    private static bool IsReading(MethodDescriptor method) =>
        method.Name.StartsWith("Get", StringComparison.Ordinal) || method.Name.StartsWith("List", StringComparison.Ordinal) || method.Name == "Subscribe";

    // The rows are refused one by one.
    private static bool AnswersRows(MethodDescriptor method) => method is { IsClientStreaming: true, IsServerStreaming: false };
}
