namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>A page of the partnerships that everybody may know, take and build on; the cursor is absent on the last.</summary>
/// <param name="Licence">Under which it may be used.</param>
/// <param name="Provenance">Where it is from and what is left out.</param>
public sealed record OpenPartnershipFile(
    string Title, string Licence, string LicenceUrl, string Attribution, string Provenance, IReadOnlyList<OpenPartnership> Items, string? Cursor = null);

/// <summary>
/// A partnership whose parties have all agreed that it is public: the text that they last agreed on, and what came of it. Hours are not here: a number that
/// fewer than five partnerships are behind is never shown, and one partnership is one; they are counted in the monthly releases.
/// </summary>
/// <param name="Kind">agreement, declaration or roundTable.</param>
/// <param name="State">active, completed or ended.</param>
/// <param name="Municipality">The code of the municipality.</param>
/// <param name="Goals">Sustainable development goals, 1 to 17.</param>
/// <param name="Parties">Those that have said yes to its being public, also who left after that.</param>
public sealed record OpenPartnership(
    Guid Id, string Title, string Purpose, string Kind, string State, string? Municipality, string? MunicipalityName, IReadOnlyList<int> Goals,
    DateOnly? From, DateOnly? Until, DateOnly ActiveSince, IReadOnlyList<OpenParty> Parties, IReadOnlyList<OpenResult> Results);

/// <summary>An organisation that takes part.</summary>
/// <param name="Sector">public, market or civil.</param>
/// <param name="Until">The day on which it left; what it committed to ended with that.</param>
public sealed record OpenParty(string Name, string Sector, string? Role, DateOnly? Until, IReadOnlyList<OpenCommitment> Commitments);

/// <summary>What one party said it would do; a grant is one whose unit is kroner.</summary>
public sealed record OpenCommitment(string What, long? Quantity, string? Unit);

/// <summary>One party's own measure and what came of it.</summary>
/// <param name="Party">Whose measure it is.</param>
/// <param name="Expected">Fixed when all first agreed on the measure, as baseline and target.</param>
/// <param name="Actual">The figure of the latest day; absent: none was recorded.</param>
public sealed record OpenResult(
    string Party, string What, string Unit, string? Place, decimal? Baseline, decimal? Target, decimal? Expected, OpenFigure? Actual);

/// <summary>What a measure was found to be on a day, where, by whom and how.</summary>
public sealed record OpenFigure(decimal Value, DateOnly Day, string Place, string Source, string Method);
