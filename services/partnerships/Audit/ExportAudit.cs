using System.Globalization;
using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>Somebody took the audit file.</summary>
/// <param name="Entries">How many entries it held.</param>
public sealed record AuditAccess(Guid ParticipantId, long Entries, DateTimeOffset At);

/// <summary>A page of them; the cursor is absent on the last.</summary>
public sealed record AuditAccessList(IReadOnlyList<AuditAccess> Items, string? Cursor = null);

/// <summary>What one party may take: the state at one version, and the entries up to there.</summary>
internal sealed record AuditExport(Partnership Partnership, string Head);

/// <summary>Gives the parties the chain of what was done, and keeps who took it.</summary>
internal sealed class ExportAuditHandler(NpgsqlDataSource db)
{
    private const int PageSize = 200;

    public async Task<Outcome<AuditExport>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await PartnershipStore.FindAsync(db, id, ct) is not { } partnership || partnership.SeatOf(caller.ParticipantId) is not { } seat)
        {
            return Partnership.Missing(id);
        }
        // Who went sees what it was part of, and nothing that came after.
        var seen = seat.IsTaken || seat.LeftAt is not { } last ? partnership : await AuditStore.RebuildAsync(db, id, last, ct);
        if (seen is null)
        {
            return Partnership.Missing(id);
        }
        await AuditAccessStore.AddAsync(db, id, caller.ParticipantId, seen.Version, ct);
        return new AuditExport(seen, seen.ChainHead!);
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

    public async Task<Outcome<AuditAccessList>> ListAsync(Caller caller, Guid id, long before, int limit, CancellationToken ct)
    {
        if (await PartnershipStore.FindAsync(db, id, ct) is not { } partnership || partnership.SeatOf(caller.ParticipantId) is not { IsTaken: true })
        {
            return Partnership.Missing(id);
        }
        var found = await AuditAccessStore.ListAsync(db, id, before, limit + 1, ct);
        return new AuditAccessList(
            [.. found.Take(limit).Select(each => each.Access)],
            found.Count > limit ? found[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }
}
