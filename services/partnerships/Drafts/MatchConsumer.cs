using System.Text.Json.Nodes;
using Grpc.Core;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Drafts;

/// <summary>A match to which both sides said yes becomes a proposed partnership of the two: one, however often it is told.</summary>
internal sealed partial class MatchConsumer(
    NpgsqlDataSource db, ParticipantDirectory directory, NeedsService.NeedsServiceClient needs, OffersService.OffersServiceClient offers, Outbox outbox,
    TimeProvider clock, ILogger<MatchConsumer> logger) : IConsumer<OpportunityAgreed>
{
    private const string Consumer = "drafts";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<OpportunityAgreed> context)
    {
        var ct = context.CancellationToken;
        var (id, match) = (context.Message.MatchId, context.Message.Match);
        // Asked before anything is locked: the answers take their time.
        if (match.NeedOwnerId == match.OfferOwnerId || await PartiesAsync(match, ct) is not { } parties)
        {
            LogNobody(id);
            return;
        }
        var need = await FindAsync(async options => (await needs.GetNeedAsync(new() { Id = match.NeedId.ToString() }, options)).Need, ct);
        var offer = await FindAsync(async options => (await offers.GetOfferAsync(new() { Id = match.OfferId.ToString() }, options)).Offer, ct);
        await using var transaction = await Inbox.OpenAsync(db, context, Consumer);
        if (transaction is null)
        {
            return;
        }
        if (AgreementRules.Check(Draft.Of(match, need, offer), match.NeedOwnerId).IsRejected(out var rejection, out var agreement))
        {
            throw new InvalidOperationException($"The draft of match {id} breaks a rule: {string.Join(", ", rejection.Errors.Select(error => error.Pointer))}.");
        }
        var proposed = PartnershipStep.Propose(match.NeedOwnerId, agreement, parties, await DraftStore.NowAsync(transaction, ct));
        // A second event of the same match is another message: the match itself is remembered, too.
        if (await DraftStore.AddAsync(transaction, id, proposed.Partnership.Id, ct))
        {
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            PartnershipChanges.Add(batch, outbox, proposed with { By = null, Said = new JsonObject { ["match"] = id.ToString() } });
            await batch.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }

    private async Task<IReadOnlyList<KnownParticipant>?> PartiesAsync(PublicMatch match, CancellationToken ct)
    {
        if (!(await directory.FindAsync([(match.NeedOwnerId, "#/needOwnerId"), (match.OfferOwnerId, "#/offerOwnerId")], ct)).IsRejected(out var rejection, out var found))
        {
            return found;
        }
        return rejection.Code == ProblemCode.Unavailable ? throw new IOException("participants is away.") : null;
    }

    private async Task<T?> FindAsync<T>(Func<CallOptions, Task<T>> find, CancellationToken ct) where T : class
    {
        try
        {
            return await find(new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Deadline, cancellationToken: ct));
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            // The message waits for whoever is away.
            throw new IOException($"needs or offers did not answer: {error.StatusCode}.", error);
        }
    }

    [LoggerMessage(7070, LogLevel.Warning, "Match {Match} leads to no partnership: one of its owners is not there")]
    private partial void LogNobody(Guid match);
}
