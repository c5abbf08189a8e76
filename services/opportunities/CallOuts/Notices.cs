using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Tells holders what became of their own volunteers, each of nobody else's.</summary>
internal sealed class Notices(Outbox outbox, TimeProvider clock)
{
    public Task StartedAsync(NpgsqlTransaction transaction, CallOut callOut, IEnumerable<Guid> holders, CancellationToken ct) =>
        TellAsync(transaction, callOut, [.. holders.Distinct()],
            (notice, told, at) => new CallOutStarted(notice.Id, notice.Version, notice.HolderId, told, at), ct);

    public Task PromotedAsync(NpgsqlTransaction transaction, CallOut callOut, Guid holder, CancellationToken ct) =>
        TellAsync(transaction, callOut, [holder],
            (notice, told, at) => new CallOutPromoted(notice.Id, notice.Version, notice.HolderId, told, at), ct);

    public Task FilledAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct) =>
        TellAsync(transaction, callOut, null,
            (notice, told, at) => new CallOutFilled(notice.Id, notice.Version, notice.HolderId, told, at), ct);

    public Task StoodDownAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct) =>
        TellAsync(transaction, callOut, null,
            (notice, told, at) => new CallOutStoodDown(notice.Id, notice.Version, notice.HolderId, told, callOut.Reason ?? "", at), ct);

    private async Task TellAsync(
        NpgsqlTransaction transaction, CallOut callOut, Guid[]? holders,
        Func<NoticeStore.Notice, PublicCallOut, DateTimeOffset, object> write, CancellationToken ct)
    {
        var notices = await NoticeStore.RaiseAsync(transaction, callOut.Id, holders, ct);
        if (notices.Count == 0)
        {
            return;
        }
        var volunteers = await NoticeStore.VolunteersAsync(transaction, callOut.Id, [.. notices.Select(notice => notice.HolderId)], ct);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var notice in notices)
        {
            outbox.Add(batch, write(notice, Tell(callOut, [.. volunteers[notice.HolderId]]), clock.GetUtcNow()));
        }
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static PublicCallOut Tell(CallOut callOut, IReadOnlyList<PublicVolunteer> volunteers) => new(
        callOut.Id, callOut.NeedId, callOut.Need.Title, callOut.Need.PublisherName, callOut.Need.Municipality, callOut.Need.Place!,
        callOut.Need.From, callOut.Need.Until, callOut.Message, callOut.Round, callOut.IsTest, volunteers);
}
