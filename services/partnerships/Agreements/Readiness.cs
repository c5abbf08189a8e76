using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What a text must say before anybody can say yes to it; to propose, title, purpose and parties are enough.</summary>
internal static class Readiness
{
    /// <summary>What is missing, with pointers into the agreement.</summary>
    /// <param name="bound">Those at the table whom the text binds.</param>
    public static List<FieldError> Missing(Agreement agreement, IEnumerable<Seat> bound)
    {
        var missing = new List<FieldError>();
        var seats = bound.ToList();
        if (seats.Count < 2)
        {
            Lacks("#/agreement/parties", "I er kun én; inviter en part til.", "You are alone; invite another party.");
        }
        foreach (var (i, party) in agreement.Parties!.Index())
        {
            // What one that went had said of itself binds nobody.
            if (seats.Any(seat => seat.ParticipantId == party.ParticipantId))
            {
                Party(missing, agreement.Kind!.Value, party, $"#/agreement/parties/{i}");
            }
        }
        if (agreement.Kind is AgreementKind.Agreement)
        {
            if (seats.Any(seat => seat.Sector == "public") && agreement.Kle is not { Count: > 0 })
            {
                Lacks("#/agreement/kle", "Skriv mindst ét KLE-nummer: en offentlig part er med.", "Write at least one KLE number: a public party is at the table.");
            }
            if (LastsLongerThanAYear(agreement) && agreement.GoalHorizon is null)
            {
                Lacks("#/agreement/goalHorizon", "Partnerskabet varer over 12 måneder; skriv, hvor I vil være om fem eller ti år.",
                    "The partnership lasts longer than twelve months; write where you want to be in five or ten years.");
            }
        }
        return missing;

        void Lacks(string pointer, string danish, string english) => missing.Add(new FieldError(pointer, new(danish, english)));
    }

    /// <summary>What one party must have said of itself.</summary>
    /// <param name="pointer">Where it stands.</param>
    public static void Party(List<FieldError> missing, AgreementKind kind, AgreementParty party, string pointer)
    {
        if (kind is AgreementKind.Declaration)
        {
            return;
        }
        Unless(party.ContactRole, "contactRole", "Skriv, hvilken rolle man skriver til.", "Write which role to write to.");
        Unless(party.MeetingRhythm, "meetingRhythm", "Skriv, hvor tit I mødes.", "Write how often you meet.");
        if (kind is AgreementKind.RoundTable)
        {
            return;
        }
        Unless(party.ExitTerms, "exitTerms", "Skriv, hvordan parten kan gå.", "Write how the party can leave.");
        Unless(party.Aim, "aim", "Skriv, hvad parten selv vil have ud af det.", "Write what the party wants from it itself.");
        Unless(party.Measures is { Count: > 0 } ? "" : null, "measures", "Skriv mindst ét mål for, at det lykkedes.", "Write at least one measure of success.");

        void Unless(string? said, string field, string danish, string english)
        {
            if (said is null)
            {
                missing.Add(new FieldError($"{pointer}/{field}", new(danish, english)));
            }
        }
    }

    private static bool LastsLongerThanAYear(Agreement agreement) =>
        agreement is { From: { } from, Until: { } until } && until >= from.AddYears(1);
}
