using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Words to think about in a text that all at the table read.</summary>
internal static class AgreementWarnings
{
    public static PartnershipView Warned(this PartnershipView partnership)
    {
        var text = partnership.Agreement;
        var warnings = RespectfulWords.Check(
        [
            ("#/agreement/title", text.Title), ("#/agreement/purpose", text.Purpose), ("#/agreement/publicDuty", text.PublicDuty),
            .. (text.Parties ?? []).Index().Select(party => ($"#/agreement/parties/{party.Index}/aim", party.Item.Aim)),
            .. (text.Commitments ?? []).Index().Select(one => ($"#/agreement/commitments/{one.Index}/what", one.Item.What)),
        ]);
        return warnings.Count > 0 ? partnership with { Warnings = warnings } : partnership;
    }
}
