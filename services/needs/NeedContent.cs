using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Where a need is.</summary>
public enum NeedScope
{
    /// <summary>The publisher does not say; such a need meets no municipality filter.</summary>
    Unspecified,

    /// <summary>One municipality.</summary>
    Local,

    /// <summary>The whole country: meets every municipality filter.</summary>
    National,
}

/// <summary>What became of a need.</summary>
public enum NeedStatus
{
    /// <summary>Kept with its publisher: nobody else sees it.</summary>
    Draft,

    /// <summary>Open to help.</summary>
    Published,

    /// <summary>All places are taken.</summary>
    Filled,

    /// <summary>The publisher took it back.</summary>
    Withdrawn,

    /// <summary>Its time ran out.</summary>
    Expired,
}

/// <summary>A place in WGS84 degrees; the address is for its publisher alone.</summary>
public sealed record NeedPlace(double? Latitude, double? Longitude, string? Address = null);

/// <summary>When help is wanted: from inclusive, until exclusive, either may be absent.</summary>
public sealed record NeedWindow(DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>What a publisher says of a need; title, description, category and where it is are enough.</summary>
public record NeedContent
{
    /// <summary>The publisher's own key: publishing it again changes the need, never doubles it.</summary>
    public string? Reference { get; init; }

    [Required]
    public string? Title { get; init; }

    [Required]
    public string? Description { get; init; }

    [Required]
    public string? Category { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    /// <summary>Absent with a municipality: local.</summary>
    public NeedScope? Scope { get; init; }

    /// <summary>Four digits, for example 0101.</summary>
    public string? Municipality { get; init; }

    public NeedPlace? Place { get; init; }

    public NeedWindow? Window { get; init; }

    /// <summary>How many people are wanted; absent: no number is stated.</summary>
    public int? PlacesWanted { get; init; }

    /// <summary>A role to ask for, never a person.</summary>
    public string? ContactRole { get; init; }

    /// <summary>UN sustainable development goals, 1 to 17.</summary>
    public IReadOnlyList<int>? Goals { get; init; }

    /// <summary>When the need ends by itself; absent: one year after it was published.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Facts the hub carries but does not read.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }

    /// <summary>What would help: hours, peopleDays, skills, money, space, equipment, jobs, care, goods; absent: anything.</summary>
    public IReadOnlyList<string>? Wants { get; init; }

    /// <summary>What is to come of it, in one or a few words: needs with the same one near each other are told of each other.</summary>
    public string? Outcome { get; init; }

    /// <summary>"Rådgivning uden myndighed": whoever helps decides nothing, controls nothing and reports nothing to an authority.</summary>
    public bool? AdviceWithoutAuthority { get; init; }
}
