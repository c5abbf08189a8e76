using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Asks participants who somebody is.</summary>
internal sealed partial class ParticipantDirectory(ParticipantsService.ParticipantsServiceClient participants, TimeProvider clock, ILogger<ParticipantDirectory> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    // A national partnership names a hundred and more.
    private const int AtOnce = 8;

    /// <summary>Who they are, in the order asked; who is not there, or suspended, is told at its pointer.</summary>
    public async Task<Outcome<IReadOnlyList<KnownParticipant>>> FindAsync(IReadOnlyList<(Guid Id, string Pointer)> asked, CancellationToken ct)
    {
        var found = new KnownParticipant?[asked.Count];
        var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Deadline, cancellationToken: ct);
        try
        {
            await Parallel.ForAsync(0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, _) =>
                found[i] = await OneAsync(asked[i].Id, options));
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogAway(error.StatusCode);
            return Away;
        }
        var errors = asked.Where((_, i) => found[i] is null)
            .Select(one => new FieldError(one.Pointer, new("Der er ingen aktiv deltager med dette id.", "There is no active participant with this id."))).ToList();
        return errors.Count > 0 ? Rejections.Invalid(errors) : (KnownParticipant[])found!;
    }

    private async Task<KnownParticipant?> OneAsync(Guid id, CallOptions options)
    {
        try
        {
            var participant = (await participants.GetParticipantAsync(new GetParticipantRequest { Id = id.ToString() }, options)).Participant;
            return participant.State is ParticipantState.Active && Sector(participant.Sector) is { } sector ? new KnownParticipant(id, participant.Name, sector) : null;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            return null;
        }
    }

    private static string? Sector(Sector sector) => sector switch
    {
        Contracts.Participants.V1.Sector.Public => "public",
        Contracts.Participants.V1.Sector.Market => "market",
        Contracts.Participants.V1.Sector.Civil => "civil",
        _ => null,
    };

    private static readonly Rejection Away = new(ProblemCode.Unavailable, new(
        "Deltagerne kan ikke slås op lige nu; intet er gemt. Prøv igen.", "Participants cannot be looked up just now; nothing was saved. Try again."))
    { RetryAfter = TimeSpan.FromSeconds(1) };

    [LoggerMessage(7001, LogLevel.Warning, "participants did not say who somebody is: {Status}")]
    private partial void LogAway(StatusCode status);
}
