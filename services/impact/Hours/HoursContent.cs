using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What a report says.</summary>
/// <param name="PartyId">Whose people gave the hours.</param>
/// <param name="Volunteer">The reporter's pseudonym of somebody; null: none was given.</param>
internal sealed record HoursContent(
    Guid PartnershipId, Guid PartyId, HoursKind Kind, int Minutes, DateOnly Day, string Activity, string? Volunteer)
{
    /// <summary>
    /// What two reports of the same work have alike: activity, day and volunteer; where no volunteer is named, the party and the minutes.
    /// </summary>
    public Guid Twin { get; } = Digest(Volunteer is null
        ? string.Create(CultureInfo.InvariantCulture, $"p {PartyId:n} {Minutes} {Day:yyyyMMdd} {Fold(Activity)}")
        : string.Create(CultureInfo.InvariantCulture, $"v {Volunteer.ToUpperInvariant()} {Day:yyyyMMdd} {Fold(Activity)}"));

    /// <summary>The letters and digits of a text, whatever their case, with one blank for whatever stands between them.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsLetterOrDigit(letter))
            {
                folded.Append(char.ToUpperInvariant(letter));
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }
        return folded.ToString().TrimEnd();
    }

    private static Guid Digest(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true);
}
