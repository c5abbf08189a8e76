using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Asks the nearest volunteers to help with a need, in circles that grow until it is filled.</summary>
/// <param name="Places">How many are wanted; absent: as many as the need has.</param>
/// <param name="CirclesKm">The radius of each round; absent: 1, 3 and 10.</param>
/// <param name="AskPerRound">How many are asked in a round at most; absent: 20.</param>
/// <param name="RoundMinutes">How long a round waits for answers; absent: 15.</param>
/// <param name="Test">A test alarm: asked and answered, and nobody is wanted.</param>
public sealed record StartCallOut(
    int? Places = null, IReadOnlyList<double>? CirclesKm = null, int? AskPerRound = null, double? RoundMinutes = null, string? Message = null,
    bool? Test = null, bool? ConfirmNoPersonalData = null);

internal sealed class StartCallOutHandler(NpgsqlDataSource db, IOptions<CallOutOptions> options, CallOutSignals signals, TimeProvider clock)
{
    // A need that was published a moment ago may still be on its way here.
    private const int Looks = 10;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public async Task<Outcome<CallOutView>> HandleAsync(Caller caller, Guid needId, StartCallOut command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.NeedsWrite) is { } missing)
        {
            return missing;
        }
        if (key is not null && await RepeatAsync(key, ct) is { } repeated)
        {
            return repeated;
        }
        if (CallOutRules.Check(command, options.Value.ShortestRound).IsRejected(out var rejection, out var wish))
        {
            return rejection;
        }
        var known = await LookAsync(needId, ct);
        if (known?.Need is not { } need || need.PublisherId != caller.ParticipantId)
        {
            return Rejections.NotFound("need", needId);
        }
        var now = clock.GetUtcNow();
        if (!known.Kind.IsOpen || need.ExpiresAt <= now || need.Place is null)
        {
            return NotToBeCalledOutFor;
        }
        var callOut = new CallOut(
            Guid.CreateVersion7(now), needId, caller.ParticipantId, CallOutState.Open, need, known.Version, wish.Places, wish.CirclesKm, wish.AskPerRound,
            wish.RoundTime, wish.Message, wish.IsTest, Round: 0, Math.Min(wish.AskPerRound * wish.CirclesKm.Count, CallOutRules.MaxAsked), Asked: 0,
            Vacated: 0, Promoted: 0, now, null, null);
        var view = CallOutView.ForOwner(callOut, new Dictionary<AskState, int>());

        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (key is not null && (await IdempotencyStore.ClaimAsync(transaction, [(key, new(201, JsonSerializer.Serialize(view, HubJson.Options)))], ct))[0] is false)
        {
            await transaction.RollbackAsync(ct);
            return await RepeatAsync(key, ct) ?? OneIsOpen;
        }
        if (!await CallOutStore.AddAsync(transaction, callOut, ct))
        {
            return OneIsOpen;
        }
        await transaction.CommitAsync(ct);
        signals.Rounds.Set();
        return view;
    }

    // Null: the key is new.
    private async Task<Outcome<CallOutView>?> RepeatAsync(IdempotencyKey key, CancellationToken ct)
    {
        if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var answer))
        {
            return reused;
        }
        return answer is null ? default(Outcome<CallOutView>?) : JsonSerializer.Deserialize<CallOutView>(answer.Body, HubJson.Options)!;
    }

    private async Task<RoundStore.KnownNeed?> LookAsync(Guid needId, CancellationToken ct)
    {
        for (var look = 1; ; look++)
        {
            await using (var connection = await db.OpenConnectionAsync(ct))
            {
                var known = await RoundStore.FindNeedAsync(connection, needId, ct);
                if (known is not null || look == Looks)
                {
                    return known;
                }
            }
            await Task.Delay(BetweenLooks, clock, ct);
        }
    }

    private static readonly Rejection NotToBeCalledOutFor = Rejections.Invalid("#/needId",
        "Behovet skal være åbent og have et sted (place).", "The need must be open and have a place.");

    private static readonly Rejection OneIsOpen = new(ProblemCode.Conflict, new(
        "Der kaldes allerede ud for behovet; luk det kald først.", "There is an open call-out for this need already; close it first."));
}
