using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

internal sealed class ListEventsHandler(RetainedEvents events)
{
    /// <summary>What this service published, oldest first. For services of the hub.</summary>
    public async Task<Outcome<(IReadOnlyList<RetainedEvents.Item> Events, string Cursor)>> HandleAsync(
        Caller caller, string after, int limit, CancellationToken ct)
    {
        if (!caller.IsService)
        {
            return OnlyServices;
        }
        return await events.ListAsync(after, limit, ct) is { } page
            ? page
            : Rejections.Invalid("#/after", "Brug den cursor, som sidste svar gav.", "Use the cursor that the last answer gave.");
    }

    private static readonly Rejection OnlyServices = new(ProblemCode.ScopeMissing, new(
        "Kun hubbens tjenester læser hændelser her.", "Only services of the hub read events here."));
}
