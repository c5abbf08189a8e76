using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Imports;

/// <summary>One row of an import: what it says, or why it cannot be read.</summary>
/// <param name="Row">The line in what was sent, from 1.</param>
public sealed record ImportRow<T>(int Row, Outcome<T> Content);

/// <summary>How much one import takes.</summary>
public sealed record ImportLimits(int MaxRows, int MaxRowBytes)
{
    /// <summary>The row after the last one that is taken.</summary>
    public Rejection TooManyRows => new(ProblemCode.TooLarge, new(
        $"Højst {Count.Replace(',', '.')} rækker i én import; resten er ikke læst. Send dem i en ny.",
        $"At most {Count} rows in one import; the rest was not read. Send them in another."));

    private string Count => MaxRows.ToString("N0", CultureInfo.InvariantCulture);
}
