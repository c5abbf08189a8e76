using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Known = SocialEnzyme.Hub.ServiceDefaults.Identity.Scopes;

namespace SocialEnzyme.Hub.Participants;

/// <summary>What one system of a participant may do, and until when.</summary>
public sealed record Credential(
    Guid Id, Guid ParticipantId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset IssuedAt,
    DateTimeOffset? RevokedAt)
{
    private const int MaxName = 100;

    /// <summary>A new credential for the participant, or every field that is wrong.</summary>
    public static Outcome<Credential> Issue(Participant participant, IssueCredential command, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        var name = Participant.Line(command.Name, "#/name", MaxName, errors);
        if (name is null && errors.Count == 0)
        {
            errors.Add(new("#/name", new("Skriv hvilket system nøglen er til.", "Write which system the key is for.")));
        }
        var scopes = command.Scopes ?? [];
        if (scopes.Count == 0)
        {
            errors.Add(new("#/scopes", new($"Skriv mindst ét scope: {All}.", $"Write at least one scope: {All}.")));
        }
        // Of a list that is longer than there are scopes the first ones are enough to see what is wrong.
        for (var i = 0; i < Math.Min(scopes.Count, Known.All.Count + 1); i++)
        {
            if (Objection(participant, scopes[i]) is { } objection)
            {
                errors.Add(new($"#/scopes/{i}", objection));
            }
        }
        if (command.ExpiresAt <= now)
        {
            errors.Add(new("#/expiresAt", new("Skriv et tidspunkt i fremtiden, eller udelad feltet.", "Write a time to come, or leave the field out.")));
        }
        return errors.Count > 0
            ? Rejections.Invalid(errors)
            : new Credential(
                Guid.CreateVersion7(now), participant.Id, name!, [.. scopes.Distinct().Order(StringComparer.Ordinal)],
                command.ExpiresAt?.ToStored(), now.ToStored(), null);
    }

    private static string All => string.Join(", ", Known.All.Order(StringComparer.Ordinal));

    private static Text? Objection(Participant participant, string scope) => scope switch
    {
        _ when !Known.All.Contains(scope) => new($"Skriv et af: {All}.", $"Write one of: {All}."),
        Known.NeedsWrite when participant.Sector == Sector.Market => new(
            "Behov slås op af offentlige og civile; en virksomhed kan tilbyde hjælp (offers:write).",
            "Needs are published by public and civil participants; a company can offer help (offers:write)."),
        Known.Operate when participant.Kind != ParticipantKind.Operator => new(
            "Kun hubbens operatører kan have operate.", "Only the hub's operators can hold operate."),
        _ => null,
    };
}
