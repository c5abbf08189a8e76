using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>A partnership under another: what its text does not say itself, it has from there.</summary>
internal static class Umbrella
{
    /// <summary>The text with what it inherits; without an umbrella, as it is.</summary>
    public static async Task<Outcome<Agreement>> InheritAsync(NpgsqlDataSource db, Agreement text, Guid opener, CancellationToken ct)
    {
        if (text.ParentId is not { } id)
        {
            return text;
        }
        var parent = await PartnershipStore.FindAsync(db, id, ct);
        return parent is null || !parent.Binds(opener)
            ? Rejections.Invalid("#/agreement/parentId", "Der er intet partnerskab her, som I er med i.", "There is no partnership here that you are in.")
            : Inherit(text, parent);
    }

    /// <summary>The same with the umbrella at hand.</summary>
    public static Outcome<Agreement> Inherit(Agreement text, Partnership parent)
    {
        if (parent.State is not (PartnershipState.Agreed or PartnershipState.Active))
        {
            return Refusals.Conflict("Paraplyen er ikke aftalt, eller den er slut.", "The umbrella is not agreed, or it is over.");
        }
        // One level, so that everything under it counts once.
        if (parent.Agreement.ParentId is not null)
        {
            return Rejections.Invalid("#/agreement/parentId", "Det er selv under en paraply.", "It is under an umbrella itself.");
        }
        var from = parent.Agreement;
        return text with
        {
            ParentVersion = from.Version,
            GoalHorizon = text.GoalHorizon ?? from.GoalHorizon,
            Kle = text.Kle ?? from.Kle,
            Goals = text.Goals ?? from.Goals,
            PublicDuty = text.PublicDuty ?? from.PublicDuty,
            ServiceDifference = text.ServiceDifference ?? from.ServiceDifference,
            ProgrammeId = text.ProgrammeId ?? from.ProgrammeId,
            ProgrammeVersion = text.ProgrammeId is null ? from.ProgrammeVersion : text.ProgrammeVersion,
            AutoApprovedMinutes = text.AutoApprovedMinutes ?? from.AutoApprovedMinutes,
            HandbookVersion = text.HandbookVersion ?? from.HandbookVersion,
        };
    }
}
