using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>Follows partnerships: what is said later wins, in whatever order it comes, and what was expected when all agreed stays.</summary>
internal sealed class PartnershipConsumer(NpgsqlDataSource db) :
    IConsumer<PartnershipRevised>, IConsumer<PartnershipActivated>, IConsumer<PartnershipChanged>, IConsumer<PartnershipCompleted>, IConsumer<PartnershipEnded>
{
    /// <summary>A text that nobody may have agreed on yet: it can only close what was open.</summary>
    public Task Consume(ConsumeContext<PartnershipRevised> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At), OpenTextStore.KeepAsync);

    public Task Consume(ConsumeContext<PartnershipActivated> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At, IsActivation: true));

    public Task Consume(ConsumeContext<PartnershipChanged> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    public Task Consume(ConsumeContext<PartnershipCompleted> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    public Task Consume(ConsumeContext<PartnershipEnded> context) => KeepAsync(context, new(
        context.Message.PartnershipId, context.Message.Version, context.Message.Partnership, context.Message.At));

    private Task KeepAsync(ConsumeContext context, PartnershipNews news) => KeepAsync(context, news, PartnershipStore.KeepAsync);

    private async Task KeepAsync(ConsumeContext context, PartnershipNews news, Func<NpgsqlTransaction, PartnershipNews, CancellationToken, Task> keep)
    {
        await using var transaction = await Inbox.OpenAsync(db, context, "partnerships");
        if (transaction is null)
        {
            return;
        }
        await keep(transaction, news, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}

/// <summary>What an event says of a partnership.</summary>
internal sealed record PartnershipNews(Guid Id, long Version, PublicPartnership Content, DateTimeOffset At, bool IsActivation = false)
{
    /// <summary>All have said yes to the text that it tells of.</summary>
    public bool IsAgreed => Content.State is "active" or "completed";

    /// <summary>One for each participant: who left and came back is there from the first time on.</summary>
    public IReadOnlyList<PublicParty> Parties => [.. Content.Parties.GroupBy(party => party.ParticipantId).Select(same =>
    {
        var last = same.MaxBy(party => (party.Until is null, party.Until, party.Since))!;
        return last with { Since = same.Min(party => party.Since) };
    })];
}
