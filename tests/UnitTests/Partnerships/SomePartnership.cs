using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

/// <summary>Three parties of three sectors, and a text that lacks nothing.</summary>
internal static class SomePartnership
{
    public static readonly DateTimeOffset Now = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    public static readonly KnownParticipant Town = new(Guid.Parse("0199f3f2-0000-7000-8000-000000000001"), "Eksempel Kommune", "public");
    public static readonly KnownParticipant Firm = new(Guid.Parse("0199f3f2-0000-7000-8000-000000000002"), "Eksempel A/S", "market");
    public static readonly KnownParticipant Club = new(Guid.Parse("0199f3f2-0000-7000-8000-000000000003"), "Eksempelforeningen", "civil");
    public static readonly KnownParticipant Other = new(Guid.Parse("0199f3f2-0000-7000-8000-000000000004"), "Et bibliotek", "public");

    public static AgreementParty Party(KnownParticipant party) => new()
    {
        ParticipantId = party.Id,
        Role = "part",
        Aim = "At det lykkes.",
        Measures = [new Measure { Key = "familier", What = "Familier, der fik råd", Unit = "familier", Baseline = 0, Target = 40, Expected = 30 }],
        ContactRole = "Koordinator",
        MeetingRhythm = "Hver måned",
        ExitTerms = "En måneds varsel",
    };

    public static Agreement Text(params KnownParticipant[] parties) => new()
    {
        Title = "Gældsrådgivning ved køkkenbordet",
        Purpose = "Råd, før sagen vokser.",
        Kind = AgreementKind.Agreement,
        Kle = ["27.12.04"],
        Parties = [.. parties.Select(Party)],
        Commitments = [.. parties.Select((party, i) => new Commitment { Key = $"c{i}", ParticipantId = party.Id, What = "Timer", Quantity = 10, Unit = "timer" })],
        Tasks =
        [
            new AgreementTask
            {
                Key = "aftaler", What = "Aftaler tider", OwnerBefore = "public", Owner = parties[0].Id, Role = "Koordinator",
                Milestones =
                [
                    new Milestone { Key = "start", What = "De første ti", Due = new DateOnly(2027, 3, 31), Role = "Koordinator" },
                    new Milestone { Key = "jurist", What = "En jurist er fundet", Due = new DateOnly(2027, 4, 30), Role = "Jurist" },
                ],
            },
        ],
    };

    /// <summary>Opened by the first.</summary>
    public static PartnershipChange Opened(params KnownParticipant[] parties) => PartnershipStep.Propose(parties[0].Id, Text(parties), parties, Now);

    public static Partnership Active(params KnownParticipant[] parties)
    {
        var partnership = parties.Aggregate(Opened(parties).Partnership, (one, party) => one.Take(new PartnershipCommand.Consent(party.Id, one.Hash)));
        return partnership.Take(new PartnershipCommand.HoldsConfirmed(partnership.Hash));
    }

    /// <summary>After a command that is not refused.</summary>
    public static Partnership Take(this Partnership partnership, PartnershipCommand command, DateTimeOffset? now = null)
    {
        var outcome = PartnershipStep.Take(partnership, command, now ?? Now);
        Assert.False(outcome.IsRejected(out var rejection, out var change), rejection?.Detail.English);
        return change!.Partnership;
    }

    /// <summary>The code with which a command is refused.</summary>
    public static string Refused(this Partnership partnership, PartnershipCommand command, DateTimeOffset? now = null)
    {
        Assert.True(PartnershipStep.Take(partnership, command, now ?? Now).IsRejected(out var rejection, out _), "It was not refused.");
        return rejection.Code.Name;
    }

    public static Amendment Draft(AmendmentKind kind, params Guid[] neededFrom) => new(kind, "", default, default, neededFrom, []);

    public static Seat Seat(this Partnership partnership, KnownParticipant party) => partnership.SeatOf(party.Id)!;
}
