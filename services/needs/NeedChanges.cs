using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Commits what became of one need that its transaction has locked: the new versions, the old one, and the events.</summary>
internal static class NeedChanges
{
    public static async Task CommitAsync(NpgsqlTransaction transaction, Outbox outbox, NeedChange change, CancellationToken ct)
    {
        Activity.Current?.SetTag("need.id", change.Need.Id);
        if (change.Outcome != "unchanged")
        {
            await CommitAsync(transaction, outbox, [change], _ => { }, ct);
        }
    }

    /// <param name="changes">One after the other, each a version.</param>
    /// <param name="also">Adds what is committed with them.</param>
    public static async Task CommitAsync(
        NpgsqlTransaction transaction, Outbox outbox, IReadOnlyList<NeedChange> changes, Action<NpgsqlBatch> also, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var change in changes)
        {
            NeedStore.Save(batch, [change.Need]);
            if (change.Event is not null)
            {
                outbox.Add(batch, change.Event);
            }
        }
        also(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}

/// <summary>Which versions of a need a change is meant for.</summary>
/// <param name="Versions">Null: whatever the version is.</param>
internal sealed record VersionMatch(IReadOnlyList<long>? Versions)
{
    public static readonly VersionMatch Any = new((IReadOnlyList<long>?)null);

    /// <summary>Null when the need has one of these versions.</summary>
    public Rejection? UnlessMet(Need need) =>
        Versions is null || Versions.Contains(need.Version) ? null : Rejections.VersionConflict(need.Version);
}
