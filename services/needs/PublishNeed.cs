using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Publishes a need, or changes the one with the same reference.</summary>
public sealed record PublishNeed : NeedContent
{
    /// <summary>Kept with its publisher until it is published.</summary>
    public bool? Draft { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    internal static PublishNeed Of(NeedContent content, bool isDraft) => new(content) { Draft = isDraft };

    /// <summary>Says nothing yet.</summary>
    [JsonConstructor]
    public PublishNeed()
    {
    }

    private PublishNeed(NeedContent content)
        : base(content)
    {
    }
}

/// <summary>The need after publishing, and whether it is new (published), says something else (changed) or neither (unchanged).</summary>
internal sealed record PublishedNeed(NeedView Need, string Outcome, bool IsNew);

internal sealed class PublishNeedHandler(PublishWriter writer, NpgsqlDataSource db, NeedReach reach, TimeProvider clock)
{
    public async Task<Outcome<PublishedNeed>> HandleAsync(
        Caller caller, NeedContent content, bool isDraft, IdempotencyKey? key, CancellationToken ct)
    {
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        // A repetition is answered as before, also when its window has passed since.
        if (key is not null)
        {
            if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var answer))
            {
                return reused;
            }
            if (answer is not null)
            {
                return Replay(answer);
            }
        }
        if (NeedRules.Check(content, clock.GetUtcNow()).IsRejected(out var rejection, out var clean))
        {
            return rejection;
        }
        var outcome = await writer.WriteAsync(new Publication(caller, clean, isDraft, key), ct);
        if (!outcome.IsRejected(out _, out var published))
        {
            Activity.Current?.SetTag("need.id", published.Need.Id);
        }
        return outcome;
    }

    /// <summary>The need as it would be; nothing is saved.</summary>
    public async Task<Outcome<PublishedNeed>> ValidateAsync(Caller caller, NeedContent content, bool isDraft, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (NeedRules.Check(content, now).IsRejected(out var rejection, out var clean))
        {
            return rejection;
        }
        var present = clean.Public.Reference is { } reference ? await NeedStore.FindByReferenceAsync(db, caller.ParticipantId, reference, ct) : null;
        var decided = present?.PublishAgain(clean, isDraft, caller, now) ?? Need.Publish(clean, isDraft, caller, now);
        if (decided.IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        var answer = Answer(change, caller);
        return await reach.CountAsync(change.Need.ToPublic(), ct) is var (subscriptions, offers)
            ? answer with { Need = answer.Need with { WouldReachSubscriptions = subscriptions, WouldMeetOffers = offers } }
            : answer;
    }

    internal static PublishedNeed Answer(NeedChange change, Caller caller) =>
        new(NeedView.Of(change.Need, caller.ParticipantId) with { Warnings = NeedRules.Warn(change.Need.Content) }, change.Outcome, change.Need.Version == 1 && change.Outcome == "published");

    internal static StoredAnswer Store(PublishedNeed answer) =>
        new(answer.IsNew ? 201 : 200, JsonSerializer.Serialize(answer, HubJson.Options));

    internal static PublishedNeed Replay(StoredAnswer answer) => JsonSerializer.Deserialize<PublishedNeed>(answer.Body, HubJson.Options)!;
}
