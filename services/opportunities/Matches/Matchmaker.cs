using Npgsql;
using SocialEnzyme.Hub.Opportunities.Interests;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>What follows from a change of needs: suggestions to their owners and those of offers, and shared interests.</summary>
internal sealed class Matchmaker(OfferBook book, SuggestOffers suggest, FindInterests interests, Outbox outbox)
{
    /// <summary>Up to where offers are known.</summary>
    public long Revision => book.Revision;

    /// <summary>Takes in the offers that changed since.</summary>
    public void Apply(IReadOnlyList<OfferStore.Changed> offers) => book.Apply(offers);

    /// <summary>In the transaction that changes the needs and holds their rows.</summary>
    /// <returns>True when events were written.</returns>
    public async Task<bool> RunAsync(NpgsqlTransaction transaction, IReadOnlyList<NeedNow> needs, CancellationToken ct)
    {
        var isSuggested = await suggest.RunAsync(transaction, needs, ct);
        return await interests.RunAsync(transaction, needs, ct) || isSuggested;
    }

    /// <summary>After the commit.</summary>
    public void Wake() => outbox.Wake();
}
