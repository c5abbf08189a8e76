using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>Follows partnerships: what is said later wins, in whatever order it comes, and what was agreed at activation stays.</summary>
internal sealed class PartnershipConsumer(NpgsqlDataSource db) :
    IConsumer<PartnershipActivated>, IConsumer<PartnershipChanged>, IConsumer<PartnershipCompleted>, IConsumer<PartnershipEnded>
{
    public Task Consume(ConsumeContext<PartnershipActivated> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At, IsActivation: true));

    public Task Consume(ConsumeContext<PartnershipChanged> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    public Task Consume(ConsumeContext<PartnershipCompleted> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    public Task Consume(ConsumeContext<PartnershipEnded> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    private async Task KeepAsync(ConsumeContext context, PartnershipNews news)
    {
        await using var transaction = await Inbox.OpenAsync(db, context, "partnerships");
        if (transaction is null)
        {
            return;
        }
        await PartnershipStore.KeepAsync(transaction, news, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}

/// <summary>What an event says of a partnership.</summary>
internal sealed record PartnershipNews(Guid Id, long Version, PublicPartnership Content, DateTimeOffset At, bool IsActivation = false)
{
    /// <summary>One for each participant: who left and came back is there from the first time on.</summary>
    public IReadOnlyList<PublicParty> Parties => [.. Content.Parties.GroupBy(party => party.ParticipantId).Select(same =>
    {
        var last = same.MaxBy(party => (party.Until is null, party.Until, party.Since))!;
        return last with { Since = same.Min(party => party.Since) };
    })];
}
