using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>A need on its way into the database, under the trace of whoever publishes it.</summary>
internal sealed class Publication(Caller caller, CheckedContent content, bool isDraft, IdempotencyKey? key)
{
    public Caller Caller => caller;

    public CheckedContent Content => content;

    public bool IsDraft => isDraft;

    public IdempotencyKey? Key => key;

    public string? Reference => content.Public.Reference;

    public string? Traceparent { get; init; } = Activity.Current?.Id;

    public string? Tracestate { get; init; } = Activity.Current?.TraceStateString;

    /// <summary>Null until it is committed or refused.</summary>
    public Outcome<PublishedNeed>? Answer { get; set; }
}

/// <summary>
/// Commits whatever waits to be published in one transaction: a commit costs more than the rows in it. Each publication has its own answer.
/// </summary>
internal sealed class PublishWriter(NpgsqlDataSource db, Outbox outbox, TimeProvider clock, ILogger<PublishWriter> logger) : BackgroundService
{
    private const int MaxBatch = 128;
    private const int MaxAttempts = 5;

    private readonly BatchWriter<Publication> _writer = new(
        (batch, ct) => CommitAsync(batch, db, outbox, clock, ct), MaxBatch, waitsForDatabase: false, logger);

    /// <summary>Waits until the publication is committed or refused.</summary>
    public async Task<Outcome<PublishedNeed>> WriteAsync(Publication publication, CancellationToken ct)
    {
        await _writer.WriteAsync(publication, ct);
        return publication.Answer!.Value;
    }

    /// <summary>Commits these, which are in order, without waiting for others.</summary>
    /// <exception cref="NpgsqlException">Those without an answer are not committed.</exception>
    public Task WriteManyAsync(IReadOnlyList<Publication> publications, CancellationToken ct) => CommitAsync(publications, db, outbox, clock, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _writer.RunAsync(stoppingToken);

    private static async Task CommitAsync(IReadOnlyList<Publication> batch, NpgsqlDataSource db, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        // One that was answered in an earlier attempt is committed: it must not be again.
        var waiting = batch.Where(publication => publication.Answer is null).ToList();
        while (waiting.Count > 0)
        {
            // The second of the same name sees what the first one did.
            var taken = new HashSet<(Guid, string, string)>();
            var round = waiting.Where(publication => IsFirst(publication, taken)).ToList();
            waiting = [.. waiting.Except(round)];
            await CommitRoundAsync(round, db, outbox, clock, ct);
        }
    }

    private static bool IsFirst(Publication publication, HashSet<(Guid, string, string)> taken)
    {
        var publisher = publication.Caller.ParticipantId;
        var isFirst = (publication.Reference is not { } reference || !taken.Contains((publisher, "reference", reference)))
            && (publication.Key is not { } key || !taken.Contains((publisher, key.Operation, key.Key)));
        // Also one that waits is taken note of: a third one must not overtake it.
        if (publication.Reference is not null)
        {
            taken.Add((publisher, "reference", publication.Reference));
        }
        if (publication.Key is not null)
        {
            taken.Add((publisher, publication.Key.Operation, publication.Key.Key));
        }
        return isFirst;
    }

    private static async Task CommitRoundAsync(List<Publication> round, NpgsqlDataSource db, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (answers, told) = round.Exists(publication => publication.Reference is not null || publication.Key is not null)
                    ? await CommitNamedAsync(round, db, clock, ct)
                    : await CommitNamelessAsync(round, db, clock, ct);
                outbox.Send(told);
                for (var i = 0; i < round.Count; i++)
                {
                    round[i].Answer = answers[i];
                }
                return;
            }
            // Another process published the same reference since we looked, or locked it the other way round: look again.
            catch (PostgresException error) when (
                attempt < MaxAttempts && error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
            {
            }
        }
    }

    // Nothing to look up: one round trip, which is its own transaction.
    private static async Task<(Outcome<PublishedNeed>[] Answers, IReadOnlyList<OutboxRow> Told)> CommitNamelessAsync(List<Publication> round, NpgsqlDataSource db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var changes = round.ConvertAll(publication => Need.Publish(publication.Content, publication.IsDraft, publication.Caller, now));
        await using var batch = db.CreateBatch();
        var told = await Outbox.ReadHeldAsync(batch, AddTo(batch, round, changes), ct);
        return ([.. round.Zip(changes, (publication, change) => (Outcome<PublishedNeed>)PublishNeedHandler.Answer(change, publication.Caller))], told);
    }

    private static async Task<(Outcome<PublishedNeed>[] Answers, IReadOnlyList<OutboxRow> Told)> CommitNamedAsync(List<Publication> round, NpgsqlDataSource db, TimeProvider clock, CancellationToken ct)
    {
        var answers = new Outcome<PublishedNeed>[round.Count];
        var changes = new NeedChange?[round.Count];
        var repeated = new HashSet<int>();
        IReadOnlyList<OutboxRow> told;
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var present = await LockAsync(transaction, round, ct);
            var now = clock.GetUtcNow();
            for (var i = 0; i < round.Count; i++)
            {
                var decided = Decide(round[i], present, now);
                if (decided.IsRejected(out var rejection, out var change))
                {
                    answers[i] = rejection;
                    continue;
                }
                (changes[i], answers[i]) = (change, PublishNeedHandler.Answer(change, round[i].Caller));
            }
            foreach (var i in await FindRepeatedAsync(transaction, round, changes, ct))
            {
                repeated.Add(i);
                changes[i] = null;
            }
            await using var batch = new NpgsqlBatch(connection, transaction);
            told = AddTo(batch, round, changes);
            if (batch.BatchCommands.Count > 0)
            {
                told = await Outbox.ReadHeldAsync(batch, told, ct);
            }
            await transaction.CommitAsync(ct);
        }
        foreach (var i in repeated)
        {
            answers[i] = (await IdempotencyStore.FindAsync(db, round[i].Key!, ct)).IsRejected(out var reused, out var answer)
                ? reused
                : PublishNeedHandler.Replay(answer ?? throw new InvalidOperationException("The answer was deleted while its call was repeated."));
        }
        return (answers, told);
    }

    private static async Task<Dictionary<(Guid, string), Need>> LockAsync(NpgsqlTransaction transaction, List<Publication> round, CancellationToken ct)
    {
        var references = round.Where(publication => publication.Reference is not null)
            .Select(publication => (publication.Caller.ParticipantId, publication.Reference!)).ToList();
        return references.Count == 0 ? [] : await NeedStore.LockByReferenceAsync(transaction, references, ct);
    }

    private static Outcome<NeedChange> Decide(Publication publication, Dictionary<(Guid, string), Need> present, DateTimeOffset now) =>
        publication.Reference is { } reference && present.TryGetValue((publication.Caller.ParticipantId, reference), out var need)
            ? need.PublishAgain(publication.Content, publication.IsDraft, publication.Caller, now)
            : Need.Publish(publication.Content, publication.IsDraft, publication.Caller, now);

    // A key counts only with its effect: that of a refused publication stays free.
    private static async Task<IEnumerable<int>> FindRepeatedAsync(
        NpgsqlTransaction transaction, List<Publication> round, NeedChange?[] changes, CancellationToken ct)
    {
        var keyed = Enumerable.Range(0, round.Count).Where(i => round[i].Key is not null && changes[i] is not null)
            .OrderBy(i => round[i].Key!.Key, StringComparer.Ordinal).ToList();
        if (keyed.Count == 0)
        {
            return [];
        }
        var isNew = await IdempotencyStore.ClaimAsync(
            transaction,
            keyed.ConvertAll(i => (round[i].Key!, PublishNeedHandler.Store(PublishNeedHandler.Answer(changes[i]!, round[i].Caller)))),
            ct);
        return keyed.Where((_, k) => !isNew[k]);
    }

    private static IReadOnlyList<OutboxRow> AddTo(NpgsqlBatch batch, List<Publication> round, IReadOnlyList<NeedChange?> changes)
    {
        var effective = round.Zip(changes).Where(pair => pair.Second is { Outcome: not "unchanged" }).ToList();
        if (effective.Count == 0)
        {
            return [];
        }
        NeedStore.Save(batch, effective.ConvertAll(pair => pair.Second!.Need));
        return Outbox.AddHeld(batch, [.. effective.Where(pair => pair.Second!.Event is not null)
            .Select(pair => (pair.Second!.Event!, pair.First.Traceparent, pair.First.Tracestate))]);
    }
}
