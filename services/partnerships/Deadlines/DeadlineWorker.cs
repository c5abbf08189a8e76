using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Deadlines;

/// <summary>Ends what was not answered in time, and reminds before that. By the clock of the database; any number may run.</summary>
internal sealed partial class DeadlineWorker(
    NpgsqlDataSource db, StepHandler steps, Outbox outbox, IOptions<DeadlineOptions> settings, TimeProvider clock, ILogger<DeadlineWorker> logger)
    : BackgroundService
{
    internal const int BatchSize = 50;

    // Those that failed: set aside until the next start, so that they never hold up the others.
    private readonly HashSet<Guid> _setAside = [];
    private DateTimeOffset _milestonesAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunOnceAsync(stoppingToken) >= BatchSize)
                {
                }
                if (clock.GetUtcNow() >= _milestonesAt)
                {
                    await RemindOfMilestonesAsync(stoppingToken);
                    _milestonesAt = clock.GetUtcNow() + settings.Value.MilestonesEvery;
                }
                failures = 0;
                await Task.Delay(settings.Value.Every, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), clock, stoppingToken);
            }
        }
    }

    /// <returns>How many partnerships it ended, or of how many it reminded, whichever is more.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var (ended, reminded) = (0, 0);
        foreach (var id in await DeadlineStore.FindExpiredAsync(db, BatchSize, [.. _setAside], ct))
        {
            // A refusal says that somebody else was here first.
            ended += await GuardAsync(id, async () => !(await steps.TakeAsync(id, new PartnershipCommand.Expire(), ct)).IsRejected(out _, out _), ct);
        }
        foreach (var id in await DeadlineStore.FindUnremindedAsync(db, settings.Value, BatchSize, [.. _setAside], ct))
        {
            reminded += await GuardAsync(id, () => RemindAsync(id, (partnership, now) => Reminding.OfAnswer(partnership, settings.Value, now), ct), ct);
        }
        return Math.Max(ended, reminded);
    }

    internal async Task RemindOfMilestonesAsync(CancellationToken ct)
    {
        var now = await DeadlineStore.NowAsync(db, ct);
        for (var after = Guid.Empty; ;)
        {
            var page = await DeadlineStore.ListActiveAsync(db, after, BatchSize, ct);
            foreach (var partnership in page)
            {
                await GuardAsync(partnership.Id, () => RemindOfMilestonesAsync(partnership, now, ct), ct);
            }
            if (page.Count < BatchSize)
            {
                return;
            }
            after = page[^1].Id;
        }
    }

    private async Task<bool> RemindOfMilestonesAsync(Partnership partnership, DateTimeOffset now, CancellationToken ct)
    {
        Reminder[] due = [.. Reminding.OfMilestones(partnership, settings.Value, now)];
        if (due.Length == 0)
        {
            return false;
        }
        var reminded = await DeadlineStore.RemindedAsync(db, partnership.Id, ct);
        foreach (var reminder in due.Where(one => !reminded.Contains((one.Key, one.Number))))
        {
            await RemindAsync(
                partnership.Id, (present, at) => Reminding.OfMilestones(present, settings.Value, at).FirstOrDefault(one => one.Key == reminder.Key), ct);
        }
        return true;
    }

    private async Task<bool> RemindAsync(Guid id, Func<Partnership, DateTimeOffset, Reminder?> decide, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await PartnershipStore.LockAsync(transaction, id, ct) is not { } locked || decide(locked.Partnership, locked.Now) is not { } reminder
            || !await DeadlineStore.AddAsync(transaction, id, reminder, ct))
        {
            return false;
        }
        var said = new JsonObject
        {
            ["step"] = reminder.Step,
            ["number"] = reminder.Number,
            ["to"] = new JsonArray([.. reminder.Audience.Select(participant => JsonValue.Create(participant.ToString()))]),
        };
        if (PartnershipStep.Take(locked.Partnership, new PartnershipCommand.Remark(null, "reminded", said), locked.Now).IsRejected(out _, out var change))
        {
            return false;
        }
        var after = change.Partnership;
        await PartnershipChanges.CommitAsync(transaction, outbox, change with
        {
            Event = new PartnershipReminded(id, after.Version, PartnershipEvents.ToPublic(after), reminder.Step, reminder.Due, reminder.Audience, after.ChangedAt),
        }, ct);
        return true;
    }

    private async Task<int> GuardAsync(Guid id, Func<Task<bool>> work, CancellationToken ct)
    {
        try
        {
            return await work() ? 1 : 0;
        }
        catch (Exception error) when (!FailurePolicy.IsTransient(error) && !ct.IsCancellationRequested)
        {
            _setAside.Add(id);
            LogSetAside(id, error);
            return 0;
        }
    }

    [LoggerMessage(7060, LogLevel.Error, "Looking after deadlines failed and goes on")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(7061, LogLevel.Error, "The deadline of partnership {Id} could not be looked after and is set aside until the next start")]
    private partial void LogSetAside(Guid id, Exception error);
}
