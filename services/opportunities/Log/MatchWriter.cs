using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Interests;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Matching;
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
    private readonly OfferBook _offers;
    private readonly SuggestOffers _suggest;
    private readonly FindInterests _interests;
    private readonly Outbox _outbox;
    private readonly BatchWriter<SubjectEvent> _writer;

    // Used by the writer's loop only.
    private readonly SubscriptionIndex _index = new();
    private long _revision;

    public MatchWriter(
        NpgsqlDataSource db, EventCache cache, Wakeups wakeups, OfferBook offers, SuggestOffers suggest, FindInterests interests, Outbox outbox,
        ILogger<MatchWriter> logger)
    {
        (_db, _cache, _wakeups, _outbox) = (db, cache, wakeups, outbox);
        (_offers, _suggest, _interests) = (offers, suggest, interests);
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
        var fresh = await Inbox.ClaimAsync(transaction, Consumer, [.. batch.Select(item => item.Id).Distinct().Order()], ct);
        if (fresh.Count == 0)
        {
            return;
        }
        // A copy within the batch counts once.
        var news = batch.Where(item => fresh.Contains(item.Id)).DistinctBy(item => item.Id).ToList();
        var opened = await LogStore.OpenAsync(transaction, news, _revision, _offers.Revision, ct);
        Apply(opened.Changes);
        _offers.Apply(opened.Offers);

        var entries = Take(news, opened);
        var needs = NeedsOf(opened.Subjects.Values);
        // Before anybody's sequence is locked: what takes long must not keep other needs waiting.
        var isSuggested = await _suggest.RunAsync(transaction, needs, ct);
        var isShared = await _interests.RunAsync(transaction, needs, ct);
        var recipients = entries.SelectMany(entry => entry.Recipients).Distinct().Order().ToArray();
        var last = recipients.Length == 0 ? [] : await LogStore.LockSequencesAsync(transaction, recipients, ct);
        if (entries.Count > 0)
        {
            var raised = entries.Select(entry => entry.Event.SubjectId).Distinct().Select(id => opened.Subjects[id]).ToList();
            await LogStore.WriteAsync(transaction, new LogBatch(entries, raised, last), ct);
        }
        await transaction.CommitAsync(ct);

        if (isSuggested || isShared)
        {
            _outbox.Wake();
        }
        foreach (var entry in entries)
        {
            spans.Tag(entry);
            _cache.Add(entry.Event);
        }
        _wakeups.Wake(last.Keys);
    }

    // What is read here is committed: the index may keep it even if this transaction fails.
    private void Apply(List<LogStore.Changed> changes)
    {
        foreach (var change in changes)
        {
            if (change.Filter is null)
            {
                _index.Remove(change.SubscriptionId);
            }
            else
            {
                _index.Set(change.SubscriptionId, change.Filter);
            }
        }
        _revision = changes.Count == 0 ? _revision : Math.Max(_revision, changes.Max(change => change.Revision));
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
                var audience = opened.Audiences.GetValueOrDefault(item.Id);
                if (audience is not null)
                {
                    matching.AddRange(audience.Subscriptions);
                }
                else if (item is NeedEvent { Need: { } need } && item.Version > subject.Version)
                {
                    _index.Match(need, matching);
                }
                if (subject.Take(item, matching, audience?.Revision ?? _revision) is { } entry)
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
