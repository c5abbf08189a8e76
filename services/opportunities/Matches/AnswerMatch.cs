using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Yes or no to a suggestion.</summary>
internal sealed record AnswerMatch(Guid Id, bool IsYes, string? Reason);

internal sealed class AnswerMatchHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public const int MaxReason = 500;

    public async Task<Outcome<Match>> HandleAsync(Caller caller, AnswerMatch command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.MatchesAnswer) is { } missing)
        {
            return missing;
        }
        if (command.Reason?.Length > MaxReason || command.Reason?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true)
        {
            return Rejections.Invalid("#/reason", $"Skriv højst {MaxReason} tegn.", $"Write at most {MaxReason} characters.");
        }
        if (await MatchStore.FindAsync(db, command.Id, ct) is not { } found || ReadMatchesHandler.SideOf(caller, found) is not { } side)
        {
            return Rejections.NotFound("match", command.Id);
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Need, then offer, as everybody locks them; under the need's lock nobody else changes the match.
        var need = (await MatchStore.LockNeedsAsync(transaction, [found.Told.NeedId], ct)).GetValueOrDefault(found.Told.NeedId);
        var offer = await OfferStore.LockAsync(transaction, found.Told.OfferId, ct);
        var match = (await MatchStore.FindAsync(transaction, command.Id, ct))!;
        var now = clock.GetUtcNow();
        if (match.Answer(side, command.IsYes, string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim(), now).IsRejected(out var rejection, out var change))
        {
            return rejection;
        }
        if (change.Event is null)
        {
            return match;
        }
        // A side that ended a moment ago takes no yes, though its withdrawal is still on its way.
        if (command.IsYes && (need?.Content is null || need.Content.ExpiresAt <= now || offer is not { IsFree: true } || offer.Offer.ExpiresAt <= now))
        {
            return Match.Closed;
        }
        if (change.Match.State == MatchState.Agreed && offer is { Offer.IsStanding: false })
        {
            await OfferStore.SetTakenAsync(transaction, offer.Id, true, ct);
        }
        await MatchStore.SaveAsync(transaction, [(change, System.Diagnostics.Activity.Current?.Id)], ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return change.Match;
    }
}
