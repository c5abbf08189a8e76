namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>Minutes that were recorded in a month, of one person in one partnership: what cells are made of, and never shown.</summary>
/// <param name="Person">The reporter's pseudonym of a volunteer; all whom a reporter did not tell apart are one.</param>
/// <param name="Minutes">May be negative: more was taken back than counted.</param>
internal sealed record Atom(string Municipality, string Sector, string Kind, Guid Partnership, (Guid Reporter, string? Volunteer) Person, long Minutes);

/// <summary>A number that everybody may see, or in its place that it is hidden.</summary>
/// <param name="Breakdown">all, municipality or sector.</param>
/// <param name="Key">The code of the municipality or the word of the sector; empty: none, or all.</param>
/// <param name="Kind">frivillig, csr_loentid or faglig; never added together.</param>
/// <param name="Minutes">Absent: hidden.</param>
public sealed record OpenCell(string Breakdown, string Key, string Kind, long? Minutes)
{
    /// <summary>True when too few are behind it, or when it would give away another that is hidden.</summary>
    public bool Suppressed => Minutes is null;
}
