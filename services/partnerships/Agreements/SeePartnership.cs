using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>A text as it was on the table.</summary>
/// <param name="Since">The partnership's version with which it came.</param>
/// <param name="What">What made it: proposed, revised, partyJoined, …</param>
/// <param name="By">Absent: the hub itself.</param>
public sealed record AgreementVersion(int Version, string Hash, long Since, string What, Guid? By, DateTimeOffset At, Agreement Agreement);

/// <summary>A page of texts, oldest first; the cursor is absent on the last.</summary>
public sealed record AgreementVersionList(IReadOnlyList<AgreementVersion> Items, string? Cursor = null);

/// <summary>Something to remember at the table.</summary>
/// <param name="Number">The partnership's version with which it came.</param>
/// <param name="By">The party that wrote it.</param>
public sealed record NoteView(long Number, NoteKind Kind, string Text, DateOnly? On, Guid? By, DateTimeOffset At);

/// <summary>A page of notes, oldest first; the cursor is absent on the last.</summary>
public sealed record NoteList(IReadOnlyList<NoteView> Items, string? Cursor = null);

/// <summary>Shows a partnership to its parties and to nobody else; who went sees it as it was then.</summary>
internal sealed class SeePartnershipHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<PartnershipView>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        (await FindAsync(caller, id, ct)).Map(PartnershipView.Of);

    /// <summary>The partnership as the caller may see it; a service of the hub sees all.</summary>
    public async Task<Outcome<Partnership>> FindAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await PartnershipStore.FindAsync(db, id, ct) is not { } partnership)
        {
            return Partnership.Missing(id);
        }
        if (caller.IsService)
        {
            return partnership;
        }
        return partnership.SeatOf(caller.ParticipantId) switch
        {
            null => Partnership.Missing(id),
            { IsTaken: true } => partnership,
            { LeftAt: { } left } when left < partnership.Version && await AuditStore.RebuildAsync(db, id, left, ct) is { } then => then,
            _ => partnership,
        };
    }

    public async Task<Outcome<AgreementVersionList>> VersionsAsync(Caller caller, Guid id, string? limit, string? cursor, CancellationToken ct)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked)
            || (await FindAsync(caller, id, ct)).IsRejected(out rejection, out var partnership))
        {
            return rejection;
        }
        var found = await PartnershipStore.ListVersionsAsync(db, id, asked.After, partnership.Agreement.Version!.Value, asked.Limit + 1, ct);
        var (items, next) = Page.OfNumbered(found, asked.Limit, version => version.Version);
        return new AgreementVersionList(items, next);
    }

    public async Task<Outcome<NoteList>> NotesAsync(Caller caller, Guid id, string? limit, string? cursor, CancellationToken ct)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked)
            || (await FindAsync(caller, id, ct)).IsRejected(out rejection, out var partnership))
        {
            return rejection;
        }
        var found = await AuditStore.ListAsync(db, id, asked.After, partnership.Version, Notes.Words, asked.Limit + 1, ct);
        var (items, next) = Page.OfNumbered(found, asked.Limit, entry => entry.Number);
        return new NoteList([.. items.Select(Notes.Read)], next);
    }
}
