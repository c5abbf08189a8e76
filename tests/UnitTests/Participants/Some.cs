using SocialEnzyme.Hub.Participants;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Participants;

internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static RegisterParticipant Registration(
        string? name = "Vandkanten", string? sector = "civil", string? kind = "association", string? cvr = null, string? municipality = null) =>
        new(name, sector, kind, cvr, municipality);

    public static Participant Participant(string sector = "civil", string kind = "association") =>
        Accepted(Hub.Participants.Participant.Register(Registration(sector: sector, kind: kind), Now));

    public static T Accepted<T>(Outcome<T> outcome)
    {
        Assert.False(outcome.IsRejected(out var rejection, out var value), rejection?.Detail.English);
        return value!;
    }

    public static Rejection Refused<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.IsRejected(out var rejection, out _));
        return rejection!;
    }
}
