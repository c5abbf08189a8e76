namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>What an endpoint answered to one attempt.</summary>
/// <param name="Status">Null: there was no answer.</param>
/// <param name="Reason">One word for the log of attempts; never anything the endpoint said.</param>
internal sealed record AttemptResult(int? Status, string Reason, TimeSpan? RetryAfter, TimeSpan Took)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The endpoint says that it is gone for good.</summary>
    public bool IsGone => Status == 410;
}

/// <summary>What became of a delivery; the words stand in the database.</summary>
internal enum DeliveryOutcome
{
    Waiting,
    Delivered,
    /// <summary>Settled without being sent: something later told of the need.</summary>
    Superseded,
    /// <summary>Given up; it can be redriven.</summary>
    Dead,
}

/// <summary>Decides what follows an attempt. The schedule is the endpoint's; a delivery that fails alone is given up by the same measure.</summary>
/// <param name="RetryAt">When the endpoint is tried next; null when it need not wait.</param>
internal sealed record RetryDecision(DeliveryOutcome Outcome, DateTimeOffset? RetryAt, bool DisablesEndpoint)
{
    // An endpoint cannot ask for more peace than this.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <param name="failures">How often in a row the endpoint failed before.</param>
    /// <param name="attempts">How often this delivery was tried before.</param>
    public static RetryDecision After(AttemptResult result, int failures, int attempts, IReadOnlyList<TimeSpan> schedule, DateTimeOffset now)
    {
        if (result.IsSuccess)
        {
            return new(DeliveryOutcome.Delivered, null, DisablesEndpoint: false);
        }
        if (result.IsGone)
        {
            // What waits is kept: the owner may give another address.
            return new(DeliveryOutcome.Waiting, null, DisablesEndpoint: true);
        }
        if (failures >= schedule.Count)
        {
            return new(DeliveryOutcome.Dead, null, DisablesEndpoint: true);
        }
        var asked = result.RetryAfter is { } stated && stated < LongestRetryAfter ? stated : result.RetryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        var wait = schedule[failures] > asked ? schedule[failures] : asked;
        return new(attempts >= schedule.Count ? DeliveryOutcome.Dead : DeliveryOutcome.Waiting, now + wait, DisablesEndpoint: false);
    }
}
