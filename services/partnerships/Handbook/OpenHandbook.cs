using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>The handbook, open at a step.</summary>
/// <param name="Version">Put it into the agreement, so that one can see later what was read.</param>
/// <param name="OpensAt">The key of the step that fits the need; absent: none was asked for.</param>
/// <param name="Why">Why it is that one.</param>
public sealed record HandbookView(
    string Title, int Version, DateOnly Date, string Hash, string Editor, string Language, IReadOnlyList<HandbookStep> Steps, string? OpensAt = null, string? Why = null)
{
    internal static HandbookView Of(HandbookContent content) =>
        new(HandbookContent.Title, content.Version, content.Date, content.Hash, content.Editor, "da", content.Steps);
}

/// <summary>Opens the handbook at the step that fits a need that the caller may see.</summary>
internal sealed partial class OpenHandbookHandler(NeedsService.NeedsServiceClient needs, TimeProvider clock, ILogger<OpenHandbookHandler> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <param name="need">An id as it stands in the address; null: at the beginning.</param>
    public async Task<Outcome<HandbookView>> HandleAsync(Caller caller, string? need, CancellationToken ct)
    {
        var view = HandbookView.Of(HandbookContent.Present);
        if (string.IsNullOrEmpty(need))
        {
            return view;
        }
        if (!Guid.TryParse(need, out var id))
        {
            return Rejections.Invalid("#/need", "Skriv behovets id, et UUID.", "Write the id of the need, a UUID.");
        }
        if ((await AskAsync(caller, id, ct)).IsRejected(out var rejection, out var found))
        {
            return rejection;
        }
        var (key, why) = FittingStep.Of(
            found.Status, found.PlacesTaken, found.Content.Window?.From?.ToDateTimeOffset(), hasPartnership: false, clock.GetUtcNow());
        return view with { OpensAt = key, Why = why };
    }

    private async Task<Outcome<Need>> AskAsync(Caller caller, Guid id, CancellationToken ct)
    {
        try
        {
            var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Deadline, cancellationToken: ct);
            var need = (await needs.GetNeedAsync(new GetNeedRequest { Id = id.ToString() }, options)).Need;
            // A service is shown every need; the caller is shown its own, and what was published.
            return need.PublishedAt is not null || need.PublisherId == caller.ParticipantId.ToString() ? need : Rejections.NotFound("need", id);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return Rejections.NotFound("need", id);
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogAway(error.StatusCode);
            return Rejections.Unavailable;
        }
    }

    [LoggerMessage(7100, LogLevel.Warning, "needs did not say how a need stands: {Status}")]
    private partial void LogAway(StatusCode status);
}
