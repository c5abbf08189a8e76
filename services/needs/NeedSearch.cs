using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What a caller looks for; every part narrows it.</summary>
/// <param name="Near">Sorts by distance; without it the newest come first.</param>
/// <param name="Statuses">Of others' needs drafts are never found.</param>
/// <param name="IsMine">Only the caller's own, drafts included.</param>
internal sealed record NeedSearch(
    GeoPoint? Near, double RadiusKm, string? Category, string? Municipality, DateTimeOffset? From, DateTimeOffset? Until, bool IsMine,
    IReadOnlyList<NeedStatus> Statuses, int Limit, NeedCursor? After)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const double MaxRadiusKm = 1_000;
}

/// <summary>A need that was found, and how far away it is.</summary>
internal sealed record FoundNeed(Need Need, double? Distance);

/// <summary>One page, and where the next begins; null: that was all.</summary>
internal sealed record NeedPage(IReadOnlyList<FoundNeed> Items, NeedCursor? Next);

/// <summary>The last need of a page: what comes after it is stable also while needs come and go.</summary>
internal sealed record NeedCursor(double? Distance, Guid Id)
{
    /// <summary>Nobody should build on what is in it.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Distance:R}~{Id:N}")));

    public static NeedCursor? Parse(string text)
    {
        var bytes = new byte[64];
        if (text.Length > 80 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return null;
        }
        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('~');
        if (parts.Length != 2 || !Guid.TryParseExact(parts[1], "N", out var id))
        {
            return null;
        }
        return parts[0].Length == 0 ? new NeedCursor(null, id)
            : double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var distance) ? new NeedCursor(distance, id)
            : null;
    }
}
