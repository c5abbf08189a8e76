using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>Answers a hearing with a code, once.</summary>
/// <param name="Choice">The number of what is chosen, from 1.</param>
/// <param name="Group">The number of the group one belongs to, from 1; it is counted by itself.</param>
/// <param name="Comments">At most three, at most 1,000 characters each.</param>
public sealed record AnswerHearing(
    [property: Required] string? Token = null, int? Choice = null, int? Group = null, IReadOnlyList<string?>? Comments = null, bool? ConfirmNoPersonalData = null);

/// <summary>The answer is counted.</summary>
/// <param name="Comments">By their ids the comments are found again among the public ones when they have been answered.</param>
public sealed record HearingAnswered(IReadOnlyList<OwnComment> Comments);

/// <summary>A comment of one's own.</summary>
/// <param name="SuggestSomethingElse">The comment as a draft of a need, the body of POST /v1/needs: from against to for, in one step.</param>
public sealed record OwnComment(Guid Id, DraftNeed SuggestSomethingElse);

internal sealed class AnswerHearingHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<HearingAnswered>> HandleAsync(Guid id, AnswerHearing command, CancellationToken ct)
    {
        if (command.Token is null)
        {
            return VoiceProblems.Missing;
        }
        if (Token.Hash(command.Token) is not { } hash || await HearingStore.FindAsync(db, id, ct) is not { } hearing)
        {
            return VoiceProblems.Unknown;
        }
        if (HearingRules.CheckComments(command.Comments).IsRejected(out var rejection, out var texts))
        {
            return rejection;
        }
        if (Check(command, hearing, texts) is { } wrong)
        {
            return wrong;
        }
        // Random: neither the order of the ids nor their time tells who wrote when.
        var comments = texts.Select(text => (Id: Guid.NewGuid(), Text: text)).ToList();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (taking, _) = await RollStore.TakeAsync(transaction, hash, [id], ct);
        if (VoiceProblems.Unless(taking) is { } refused)
        {
            return refused;
        }
        await HearingStore.CountAsync(transaction, id, command.Choice, command.Group, ct);
        await HearingStore.AddCommentsAsync(transaction, id, comments, ct);
        await transaction.CommitAsync(ct);
        return new HearingAnswered([.. comments.Select(comment => new OwnComment(comment.Id, DraftNeed.Of(hearing, comment.Id, comment.Text)))]);
    }

    private static Rejection? Check(AnswerHearing command, Hearing hearing, IReadOnlyList<string> texts)
    {
        var errors = new List<FieldError>();
        if (command.Choice is { } choice && (choice < 1 || choice > hearing.Choices.Count))
        {
            errors.Add(new("#/choice", hearing.Choices.Count == 0
                ? new("Her er intet at vælge; skriv en kommentar.", "There is nothing to choose here; write a comment.")
                : new(FormattableString.Invariant($"Vælg 1 til {hearing.Choices.Count}."), FormattableString.Invariant($"Choose 1 to {hearing.Choices.Count}."))));
        }
        if (command.Group is { } group && (group < 1 || group > hearing.Groups.Count))
        {
            errors.Add(new("#/group", new("Den gruppe er der ikke; udelad den, hvis du vil.", "There is no such group; leave it out if you like.")));
        }
        if (command.Choice is null && texts.Count == 0)
        {
            errors.Add(new("#/choice", new("Vælg noget, eller skriv en kommentar.", "Choose something, or write a comment.")));
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : null;
    }
}
