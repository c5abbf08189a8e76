using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

/// <summary>Texts that can be consented to.</summary>
internal static class SomeAgreement
{
    public static Agreement Of(params (Guid Id, string Sector)[] parties) => new()
    {
        Title = "Gældsrådgivning",
        Purpose = "Familier får hjælp til deres økonomi.",
        Kind = AgreementKind.Agreement,
        Kle = ["27.35"],
        Parties = [.. parties.Select(party => new AgreementParty
        {
            ParticipantId = party.Id,
            Role = "part",
            Aim = "At færre sættes ud.",
            Measures = [new Measure { Key = "familier", What = "Familier hjulpet", Unit = "familier", Target = 12.5m }],
            ContactRole = "Frivilligkoordinator",
            MeetingRhythm = "Hver måned",
            ExitTerms = "Med en måneds varsel",
        })],
    };
}
