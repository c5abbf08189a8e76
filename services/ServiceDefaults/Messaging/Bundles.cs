using System.Runtime.ExceptionServices;
using MassTransit;
using SocialEnzyme.Hub.Contracts.Events;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>How a consumer takes bundles.</summary>
public static class Bundles
{
    /// <summary>
    /// Takes each event by itself. When a database is away all of them come again, and the inbox drops those that had their effect; one that can
    /// never succeed is sent on alone, and becomes the dead letter that it would have been.
    /// </summary>
    public static async Task EachAsync<T>(this ConsumeContext<Bundle<T>> context, Func<Bundled<T>, Task> take) where T : class
    {
        var outcomes = await Task.WhenAll(context.Message.Events.Select(async one => (Event: one, Error: await TryAsync(take, one))));
        var failures = outcomes.Where(outcome => outcome.Error is not null).ToList();
        if (failures.Find(failure => FailurePolicy.IsTransient(failure.Error!)).Error is { } transient)
        {
            ExceptionDispatchInfo.Throw(transient);
        }
        foreach (var (one, _) in failures)
        {
            await context.Publish(one.Event, alone => OutboxSender.Identify(alone, one.Id, one.Traceparent), context.CancellationToken);
        }
    }

    private static async Task<Exception?> TryAsync<T>(Func<Bundled<T>, Task> take, Bundled<T> one) where T : class
    {
        try
        {
            await take(one);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
