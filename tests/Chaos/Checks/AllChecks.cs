using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Subscribers;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>Everything that design.md says always holds, as far as the hub has it, asked when all is at rest.</summary>
internal static class AllChecks
{
    public static async Task RunAsync(Ground ground, Book book, Audience audience, Settling settling, IProgress<string> progress)
    {
        progress.Report($"checking {book.Partnerships.Count} partnerships and {book.Hours.Count} reports of hours");
        // First: needs and offers are judged with what was agreed on them.
        await new AgreementChecks(ground, book).RunAsync();
        await new HoursChecks(ground, book).RunAsync();
        progress.Report($"checking {book.Needs.Count} needs and {book.Offers.Count} offers");
        await new NeedChecks(ground, book).RunAsync();
        await new OfferChecks(ground, book).RunAsync();
        progress.Report($"checking the log and {audience.Seats.Count} subscriptions");
        var log = await HubStore.EventsAsync(ground.Database("opportunities"));
        await new LogChecks(ground, book, audience.Seats).RunAsync(log);
        foreach (var seat in audience.Seats) await new ChannelChecks(ground).RunAsync(seat, log);
        await RestAsync(ground, settling);
    }

    /// <summary>Nothing is left over: no unsent event, no dead letter, no message in a queue of errors.</summary>
    private static async Task RestAsync(Ground ground, Settling settling)
    {
        foreach (var (service, unsent) in await settling.UnsentAsync())
        {
            if (unsent > 0) ground.Findings.Lost($"{unsent} events of {service} are unsent");
        }
        foreach (var (queue, messages) in await settling.QueuesAsync())
        {
            if (messages > 0) ground.Findings.Lost($"{messages} messages are in the queue {queue}");
        }
        var opportunities = ground.Database("opportunities");
        if (await HubStore.NumberAsync(opportunities, HubStore.DeadWebhooks) is > 0 and var dead)
            ground.Findings.Lost($"{dead} webhooks were given up");
        if (await HubStore.NumberAsync(opportunities, HubStore.Inactive) is > 0 and var inactive)
            ground.Findings.Broken($"{inactive} subscriptions are not active any more");
        if (await HubStore.NumberAsync(opportunities, HubStore.Forgotten) is > 0 and var forgotten)
            ground.Findings.Broken($"of {forgotten} messages that were taken into the log the inbox knows nothing: a second copy would count again");
    }
}
