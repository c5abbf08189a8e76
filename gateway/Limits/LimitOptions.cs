namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>How much a caller may ask for.</summary>
public sealed class LimitOptions
{
    /// <summary>Calls a credential has in one window.</summary>
    public int CallsPerWindow { get; set; } = 100_000;

    /// <summary>Calls a network has in one window through doors that need no key: a meeting hall votes from one address.</summary>
    public int OpenCallsPerWindow { get; set; } = 5_000;

    /// <summary>How long a window is.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Keys that are not valid an address may try in one window.</summary>
    public int RefusedPerWindow { get; set; } = 1_000;
}

/// <summary>Where a caller stands in its window.</summary>
internal readonly record struct Standing(long Used, TimeSpan Reset);
