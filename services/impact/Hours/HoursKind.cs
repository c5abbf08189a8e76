using System.Text.Json.Serialization;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Whose time it was; the three are never added together.</summary>
public enum HoursKind
{
    /// <summary>Unpaid time of volunteers.</summary>
    [JsonStringEnumMemberName("frivillig")]
    Frivillig,

    /// <summary>Time that an employer pays for.</summary>
    [JsonStringEnumMemberName("csr_loentid")]
    CsrLoentid,

    /// <summary>A professional's extra effort in paid time.</summary>
    [JsonStringEnumMemberName("faglig")]
    Faglig,
}

/// <summary>Where a report stands.</summary>
public enum HoursState
{
    /// <summary>In no total yet.</summary>
    Reported,

    /// <summary>Perhaps reported by another system too: somebody must say that it was not.</summary>
    Questioned,

    /// <summary>In the ledger and in the totals.</summary>
    Approved,

    /// <summary>Not counted, or not any more.</summary>
    Rejected,
}

/// <summary>The words of the database, of events and of addresses.</summary>
internal static class HoursWords
{
    private static readonly string[] Kinds = ["frivillig", "csr_loentid", "faglig"];
    private static readonly string[] States = ["reported", "questioned", "approved", "rejected"];

    public static string Word(this HoursKind kind) => Kinds[(int)kind];

    public static string Word(this HoursState state) => States[(int)state];

    public static HoursKind Kind(string word) => (HoursKind)Array.IndexOf(Kinds, word);

    public static bool TryState(string? word, out HoursState state)
    {
        var index = Array.IndexOf(States, word);
        state = (HoursState)Math.Max(index, 0);
        return index >= 0;
    }

    public static HoursState State(string word) => TryState(word, out var state) ? state : throw new ArgumentOutOfRangeException(nameof(word));
}
