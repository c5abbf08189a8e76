using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

internal sealed class ReadCallOutsHandler(NpgsqlDataSource db)
{
    /// <summary>The call-outs for a need of one's own, oldest first.</summary>
    public async Task<Outcome<CallOutPage>> ListAsync(Caller caller, Guid needId, string? cursor, int? limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.NeedsWrite) is { } missing)
        {
            return missing;
        }
        if (Paging.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await CallOutStore.ListAsync(db, needId, caller.ParticipantId, page.After, page.Size + 1, ct);
        if (found.Count == 0 && !await IsOwnNeedAsync(caller, needId, ct))
        {
            return Rejections.NotFound("need", needId);
        }
        var views = new List<CallOutView>();
        foreach (var callOut in found.Take(page.Size))
        {
            views.Add(CallOutView.ForOwner(callOut, await AskStore.CountAsync(db, callOut.Id, null, ct)));
        }
        return new CallOutPage(views, found.Count > page.Size ? Cursor.After(views[^1].Id) : null);
    }

    /// <summary>Its owner sees all of it, a holder what concerns its own volunteers, and to everybody else it is not there.</summary>
    public async Task<Outcome<CallOutView>> GetAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (!caller.Has(Scopes.CalloutsAnswer) && Rejections.UnlessAllowed(caller, Scopes.NeedsWrite) is { } missing)
        {
            return missing;
        }
        var callOut = await CallOutStore.FindAsync(db, id, ct);
        if (callOut?.OwnerId == caller.ParticipantId && caller.Has(Scopes.NeedsWrite))
        {
            return CallOutView.ForOwner(callOut, await AskStore.CountAsync(db, id, null, ct));
        }
        if (callOut is null || Holder.UnlessMayHold(caller) is not null
            || await AskStore.CountAsync(db, id, caller.ParticipantId, ct) is not { Count: > 0 } own)
        {
            return Rejections.NotFound("call-out", id);
        }
        return CallOutView.ForHolder(callOut, own);
    }

    private async Task<bool> IsOwnNeedAsync(Caller caller, Guid needId, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return (await RoundStore.FindNeedAsync(connection, needId, ct))?.Need?.PublisherId == caller.ParticipantId;
    }
}
