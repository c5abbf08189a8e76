using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>What needs retains, as its messages would have brought it.</summary>
internal static class PublishedNeeds
{
    /// <summary>Null: nobody is told of such an event, or it is of a later release than this.</summary>
    public static NeedEvent? Read(RetainedEvent retained)
    {
        var arrival = new Arrival(Guid.Parse(retained.Id), null, default);
        return retained.Type switch
        {
            nameof(NeedPublished) => Of<NeedPublished>(retained, e => new(arrival, EventKind.NeedPublished, e.NeedId, e.Version, e.At) { Need = e.Need }),
            nameof(NeedUpdated) => Of<NeedUpdated>(retained, e => new(arrival, EventKind.NeedUpdated, e.NeedId, e.Version, e.At) { Need = e.Need }),
            nameof(NeedReopened) => Of<NeedReopened>(retained, e => new(arrival, EventKind.NeedReopened, e.NeedId, e.Version, e.At) { Need = e.Need }),
            nameof(NeedFilled) => Of<NeedFilled>(retained, e => new(arrival, EventKind.NeedFilled, e.NeedId, e.Version, e.At)),
            nameof(NeedWithdrawn) => Of<NeedWithdrawn>(retained, e => new(arrival, EventKind.NeedWithdrawn, e.NeedId, e.Version, e.At) { Reason = e.Reason }),
            nameof(NeedExpired) => Of<NeedExpired>(retained, e => new(arrival, EventKind.NeedExpired, e.NeedId, e.Version, e.At)),
            _ => null,
        };
    }

    private static NeedEvent Of<T>(RetainedEvent retained, Func<T, NeedEvent> read) => read(JsonSerializer.Deserialize<T>(retained.Body, EventCatalog.Json)!);
}
