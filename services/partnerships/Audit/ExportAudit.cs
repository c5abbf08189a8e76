using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>Somebody took the audit file.</summary>
/// <param name="Entries">How many entries it held.</param>
public sealed record AuditAccess(long Number, Guid ParticipantId, long Entries, DateTimeOffset At);

/// <summary>A page of them; the cursor is absent on the last.</summary>
public sealed record AuditAccessList(IReadOnlyList<AuditAccess> Items, string? Cursor = null);

/// <summary>What one party may take: the state at one version, and the entries up to there.</summary>
internal sealed record AuditExport(Partnership Partnership, string Head);

/// <summary>Gives the parties the chain of what was done, and keeps who took it.</summary>
internal sealed class ExportAuditHandler(NpgsqlDataSource db, SeePartnershipHandler see)
{
    private const int PageSize = 200;

    /// <summary>Who went gets what it was part of, and nothing that came after. Not for services: no party would know who read it.</summary>
    public async Task<Outcome<AuditExport>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (caller.IsService)
        {
            return Partnership.Missing(id);
        }
        if ((await see.FindAsync(caller, id, ct)).IsRejected(out var rejection, out var partnership))
        {
            return rejection;
        }
        await AuditAccessStore.AddAsync(db, id, caller.ParticipantId, partnership.Version, ct);
        return new AuditExport(partnership, partnership.ChainHead!);
    }

    public async Task WriteAsync(AuditExport file, Stream stream, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        for (var after = 0L; ;)
        {
            var entries = await AuditStore.ListAsync(db, file.Partnership.Id, after, file.Partnership.Version, null, PageSize, ct);
            foreach (var entry in entries)
            {
                await writer.WriteLineAsync(AuditFile.Line(entry).AsMemory(), ct);
            }
            if (entries.Count < PageSize)
            {
                break;
            }
            after = entries[^1].Number;
        }
        await writer.WriteLineAsync(AuditFile.LastLine(file.Partnership.Version, file.Head, file.Partnership.ToJson()).AsMemory(), ct);
    }

    public async Task<Outcome<AuditAccessList>> ListAsync(Caller caller, Guid id, string? limit, string? cursor, CancellationToken ct)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked))
        {
            return rejection;
        }
        if (await PartnershipStore.FindAsync(db, id, ct) is not { } partnership || partnership.SeatOf(caller.ParticipantId) is not { IsTaken: true })
        {
            return Partnership.Missing(id);
        }
        var found = await AuditAccessStore.ListAsync(db, id, asked.After, asked.Limit + 1, ct);
        var (items, next) = Page.OfNumbered(found, asked.Limit, access => access.Number);
        return new AuditAccessList(items, next);
    }
}
