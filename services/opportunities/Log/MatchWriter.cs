using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>
/// Takes events of needs, and notices, into the log and finds whom they are for, whatever waits in one commit.
/// Locks are taken in one order by every replica: messages, subjects, subscriptions, each by id.
/// </summary>
internal sealed class MatchWriter : BackgroundService
{
    // One commit of this many needs is a few thousand narrow rows; more would only make the first wait for the last.
    private const int MaxBatch = 256;

    private const string Consumer = "match";

    private readonly NpgsqlDataSource _db;
    private readonly EventCache _cache;
    private readonly Wakeups _wakeups;
    private readonly FollowedNeeds _followed;
    private readonly Matchmaker _matchmaker;
    private readonly TimeProvider _clock;
    private readonly BatchWriter<SubjectEvent> _writer;

    public MatchWriter(
        NpgsqlDataSource db, EventCache cache, Wakeups wakeups, FollowedNeeds followed, Matchmaker matchmaker, TimeProvider clock,
        ILogger<MatchWriter> logger)
    {
        (_db, _cache, _wakeups, _followed, _matchmaker, _clock) = (db, cache, wakeups, followed, matchmaker, clock);
        _writer = new BatchWriter<SubjectEvent>(CommitAsync, MaxBatch, waitsForDatabase: true, logger);
    }

    /// <summary>Returns when the event is committed, or was seen before, or came too late.</summary>
    public Task WriteAsync(SubjectEvent @event, CancellationToken ct) => _writer.WriteAsync(@event, ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _writer.RunAsync(stoppingToken);

    /// <summary>Commits all of them or none.</summary>
    internal async Task CommitAsync(IReadOnlyList<SubjectEvent> batch, CancellationToken ct)
    {
        using var spans = new MatchSpans(batch);
        await using var connection = await _db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A copy within the batch counts once.
        var items = batch.DistinctBy(item => item.Id).ToList();
        var opened = await LogStore.OpenAsync(transaction, Consumer, items, _followed.Revision, _matchmaker.Revision, ct);
        if (opened.Fresh.Count == 0)
        {
            return;
        }
        var news = items.Where(item => opened.Fresh.Contains(item.Id)).ToList();
        // What is read here is committed: it may be kept even if this transaction fails.
        _followed.Apply(opened.Changes);
        _matchmaker.Apply(opened.Offers);

        var entries = Take(news, opened);
        // Before anybody's sequence is locked: what takes long must not keep other needs waiting.
        var isMatched = await _matchmaker.RunAsync(transaction, NeedsOf(opened.Subjects.Values), ct);
        if (entries.Count == 0)
        {
            await transaction.CommitAsync(ct);
            return;
        }
        var log = new LogBatch(entries, [.. entries.Select(entry => entry.Event.SubjectId).Distinct().Select(id => opened.Subjects[id])]);
        var recipients = await LogStore.CommitAsync(transaction, log, ct);
        log.Deliver(recipients.Last);

        if (isMatched)
        {
            _matchmaker.Wake();
        }
        foreach (var entry in entries)
        {
            spans.Tag(entry);
            if (recipients.HasWebhooks)
            {
                _cache.Add(entry.Event);
            }
        }
        _wakeups.Wake(log, recipients, _clock.GetTimestamp());
    }

    private List<LogEntry> Take(List<SubjectEvent> news, LogStore.Opened opened)
    {
        var entries = new List<LogEntry>(news.Count);
        var matching = new List<Guid>();
        // In the order of arrival, but the versions of one subject in their own.
        foreach (var versions in news.GroupBy(item => item.SubjectId))
        {
            var subject = opened.Subjects[versions.Key];
            foreach (var item in versions.OrderBy(item => item.Version))
            {
                matching.Clear();
                var revision = item.Version > subject.Version ? Find(item, opened, matching) : 0;
                if (subject.Take(item, matching, revision) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }
        return entries;
    }

    private static List<NeedNow> NeedsOf(IEnumerable<LockedSubject> subjects) =>
        [.. subjects.Where(subject => subject.Latest is NeedEvent).Select(subject => new NeedNow(
            subject.Id, subject.Version, subject.Need, NeedNow.EndOf(subject.Latest!.Kind), subject.HasMatches, subject.Latest.Arrival.Traceparent))];

    // Whom it is for, and the revision of the subscriptions that says so.
    private long Find(SubjectEvent item, LogStore.Opened opened, List<Guid> matching)
    {
        if (opened.Audiences.GetValueOrDefault(item.Id) is { } audience)
        {
            matching.AddRange(audience.Subscriptions);
            return audience.Revision;
        }
        return item is NeedEvent { Need: { } need } ? _followed.Match(need, matching) : _followed.Revision;
    }

    // One span an item, each under its own message; none of them is the batch's, so none may be current while it commits.
    private sealed class MatchSpans : IDisposable
    {
        private readonly Dictionary<Guid, Activity?> _spans = [];

        public MatchSpans(IReadOnlyList<SubjectEvent> batch)
        {
            foreach (var item in batch)
            {
                Activity.Current = null;
                var span = HubTelemetry.Source.StartActivity("match", ActivityKind.Internal, item.Arrival.Consumer);
                span?.SetTag(item.Kind.IdTag, item.SubjectId.ToString());
                _spans[item.Id] = span;
            }
            Activity.Current = null;
        }

        public void Tag(LogEntry entry) => _spans[entry.Event.Id]?.SetTag("match.subscriptions", entry.Recipients.Count);

        public void Dispose()
        {
            foreach (var span in _spans.Values)
            {
                span?.Dispose();
            }
        }
    }
}
