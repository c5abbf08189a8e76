using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What a caller looks for; every part narrows it.</summary>
/// <param name="Near">Rounded to 100 m. Sorts by distance; without it the newest come first.</param>
/// <param name="Statuses">Of others' needs drafts are never found.</param>
/// <param name="IsMine">Only the caller's own, drafts included.</param>
/// <param name="Skills">Those that ask for at least one of them; none: all.</param>
/// <param name="IsByFit">First those that ask for most of the skills.</param>
internal sealed record NeedSearch(
    GeoPoint? Near, double RadiusKm, string? Category, string? Municipality, DateTimeOffset? From, DateTimeOffset? Until, bool IsMine,
    IReadOnlyList<NeedStatus> Statuses, int Limit, NeedCursor? After, IReadOnlyList<string> Skills, bool IsByFit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const double MaxRadiusKm = 1_000;

    /// <summary>What the index of open needs can narrow.</summary>
    public bool IsForOpenOnes => !IsMine && Statuses is [NeedStatus.Published];
}

/// <summary>A need that was found, how far away it is, and how many of the skills it asks for.</summary>
internal sealed record FoundNeed(Need Need, double? Distance, int? Fit);

/// <summary>One page, and where the next begins; null: that was all.</summary>
internal sealed record NeedPage(IReadOnlyList<FoundNeed> Items, NeedCursor? Next);

/// <summary>The last need of a page: what comes after it is stable also while needs come and go.</summary>
internal sealed record NeedCursor(double? Distance, Guid Id, int? Fit = null)
{
    /// <summary>Nobody should build on what is in it.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Distance:R}~{Id:N}~{Fit}")));

    public static NeedCursor? Parse(string text)
    {
        var bytes = new byte[64];
        if (text.Length > 80 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return null;
        }
        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('~');
        var (distance, fit) = (0.0, 0);
        // The first release wrote no fit.
        if (parts.Length is not (2 or 3) || !Guid.TryParseExact(parts[1], "N", out var id)
            || (parts[0].Length > 0 && !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out distance))
            || (parts is [_, _, { Length: > 0 } last] && !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out fit)))
        {
            return null;
        }
        return new NeedCursor(parts[0].Length > 0 ? distance : null, id, parts is [_, _, { Length: > 0 }] ? fit : null);
    }
}
