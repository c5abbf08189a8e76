using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>Opens a hearing.</summary>
/// <param name="Category">What it is about, in one word, as needs have it; absent: nærmiljø.</param>
/// <param name="Choices">What can be chosen: none, or 2 to 10.</param>
/// <param name="Groups">Coarse parts of the area, none or 2 to 12: the result shows whether those who answered are as mixed as the area.</param>
/// <param name="OpensAt">Absent: at once.</param>
/// <param name="ClosesAt">Absent: when its owner closes it.</param>
public sealed record OpenHearing(
    [property: Required] string? Title = null, [property: Required] string? Question = null, [property: Required] string? Municipality = null,
    string? Category = null, IReadOnlyList<string?>? Choices = null, IReadOnlyList<HearingGroup?>? Groups = null, DateTimeOffset? OpensAt = null,
    DateTimeOffset? ClosesAt = null, bool? ConfirmNoPersonalData = null);

internal sealed class HearingRules : Opening
{
    public const int MaxComments = 3;
    public const int MaxComment = 1_000;
    public const int MaxAnswer = 5_000;
    private const int MaxCategory = 100;

    public static Outcome<(Hearing Hearing, DateTimeOffset OpensAt, DateTimeOffset? ClosesAt)> Check(OpenHearing said, Caller caller, DateTimeOffset now)
    {
        var rules = new HearingRules();
        var (opensAt, closesAt) = rules.Window(said.OpensAt, said.ClosesAt, now);
        if (!Municipalities.TryGet(said.Municipality?.Trim(), out var municipality))
        {
            rules.Wrong("#/municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        }
        return rules.Say((new Hearing(
            Guid.CreateVersion7(now), caller.ParticipantId, caller.Name, rules.Required("#/title", said.Title, MaxTitle),
            rules.Required("#/question", said.Question, MaxQuestion, isMultiline: true), municipality?.Code ?? "",
            rules.Optional("#/category", said.Category, MaxCategory) ?? "nærmiljø",
            said.Choices is null or [] ? [] : rules.Texts("#/choices", said.Choices, 2, 10), rules.Groups(said.Groups), Moment(now)), opensAt, closesAt));
    }

    /// <summary>The texts of one person, trimmed.</summary>
    public static Outcome<IReadOnlyList<string>> CheckComments(IReadOnlyList<string?>? said)
    {
        var rules = new HearingRules();
        if (said?.Count > MaxComments)
        {
            rules.Wrong("#/comments", "Skriv højst tre.", "Write at most three.");
            return Rejections.Invalid(rules.Errors);
        }
        var comments = (said ?? []).Select((text, place) => rules.Required(FormattableString.Invariant($"#/comments/{place}"), text, MaxComment, isMultiline: true)).ToList();
        return rules.Say<IReadOnlyList<string>>(comments);
    }

    /// <summary>A text of the owner's.</summary>
    public static Outcome<string> CheckText(string pointer, string? text, int most)
    {
        var rules = new HearingRules();
        return rules.Say(rules.Required(pointer, text, most, isMultiline: most == MaxAnswer));
    }

    private List<HearingGroup> Groups(IReadOnlyList<HearingGroup?>? said)
    {
        if (said is null or [])
        {
            return [];
        }
        var names = Texts("#/groups", [.. said.Select(group => group?.Name)], 2, 12);
        if (said.Any(group => group is null or { Share: < 0 or > 100 }) || said.Sum(group => (long)(group?.Share ?? 0)) > 100)
        {
            Wrong("#/groups", "Skriv for hver gruppe, hvor mange procent den er af området; i alt højst 100.",
                "Write for each group how many per cent of the area it is; at most 100 in all.");
            return [];
        }
        return [.. names.Zip(said, (name, group) => new HearingGroup(name, group!.Share))];
    }
}

internal sealed class OpenHearingHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<HearingView>> HandleAsync(Caller caller, OpenHearing command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (HearingRules.Check(command, caller, clock.GetUtcNow()).IsRejected(out var rejection, out var opened))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RollStore.AddAsync(transaction, opened.Hearing.Id, opened.OpensAt, opened.ClosesAt, ct);
        await HearingStore.AddAsync(transaction, opened.Hearing, ct);
        await transaction.CommitAsync(ct);
        return HearingView.Of(opened.Hearing, await RollStore.GetAsync(db, opened.Hearing.Id, ct));
    }
}
