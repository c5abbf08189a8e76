namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>How long to wait before something that failed is tried again. It decides; the relay runs.</summary>
public static class RelayBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Doubles from a fifth of a second to half a minute; nothing is ever given up.</summary>
    /// <param name="failures">How many times in a row it failed, from 1.</param>
    public static TimeSpan After(int failures) =>
        failures > 8 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << (Math.Max(1, failures) - 1)));
}
