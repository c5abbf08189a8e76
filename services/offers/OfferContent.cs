using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What is given, and by that the unit it is counted in.</summary>
public enum ContributionKind
{
    /// <summary>In hours.</summary>
    Hours,

    /// <summary>People times days, in days of one person.</summary>
    PeopleDays,

    /// <summary>Somebody who can do something, in occasions.</summary>
    Skills,

    /// <summary>In øre.</summary>
    Money,

    /// <summary>A room or a place outdoors, booked by the hour, in rooms.</summary>
    Space,

    /// <summary>Tools, machines, vehicles, booked by the hour, in pieces.</summary>
    Equipment,

    /// <summary>Internships, wage-subsidised jobs and ordinary jobs, in positions; needs a legal basis.</summary>
    Jobs,

    /// <summary>Care, company, coffee, in occasions.</summary>
    Care,

    /// <summary>Things that are given away, in pieces.</summary>
    Goods,
}

/// <summary>What became of an offer.</summary>
public enum OfferStatus
{
    /// <summary>Matched, and drawn on.</summary>
    Open,

    /// <summary>Neither matched nor drawn on until its owner resumes it.</summary>
    Paused,

    /// <summary>Nothing is left.</summary>
    Exhausted,

    /// <summary>Its owner took it back, or its time ran out.</summary>
    Withdrawn,
}

/// <summary>A place in WGS84 degrees; it is rounded to 100 m before it is kept.</summary>
public sealed record OfferPlace(double? Latitude, double? Longitude);

/// <summary>Where the offer can be given: center with radiusKm, or municipalities, or country.</summary>
public sealed record OfferArea
{
    /// <summary>With radiusKm; inside Denmark.</summary>
    public OfferPlace? Center { get; init; }

    /// <summary>More than 0, at most 1,000; with center.</summary>
    public double? RadiusKm { get; init; }

    /// <summary>Four digits each, for example 0101.</summary>
    public IReadOnlyList<string>? Municipalities { get; init; }

    /// <summary>The whole country.</summary>
    public bool? Country { get; init; }
}

/// <summary>From inclusive, until exclusive; either may be absent.</summary>
public sealed record OfferWindow(DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Who is shown the offer; nothing stated: everyone.</summary>
public sealed record OfferVisibility
{
    /// <summary>Needs in these municipalities are matched with it.</summary>
    public IReadOnlyList<string>? Municipalities { get; init; }

    /// <summary>These participants see it, and their needs are matched with it.</summary>
    public IReadOnlyList<Guid>? Participants { get; init; }
}

/// <summary>Who may apply for money; nothing stated: everyone who is shown the offer.</summary>
public sealed record OfferEligibility
{
    /// <summary>public, market, civil</summary>
    public IReadOnlyList<string>? Sectors { get; init; }

    /// <summary>municipality, association, …</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
}

/// <summary>One thing that an offer holds.</summary>
public sealed record Contribution
{
    /// <summary>The owner's own name for it within the offer: a-z, 0-9 and -, at most 40 characters.</summary>
    public string? Key { get; init; }

    public ContributionKind? Kind { get; init; }

    /// <summary>In the unit of the kind, more than 0.</summary>
    public long? Quantity { get; init; }

    public string? Description { get; init; }

    /// <summary>Required for jobs: the law or scheme that the position rests on.</summary>
    public string? LegalBasis { get; init; }

    /// <summary>For money: after this moment nobody can apply, by the hub's clock.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>For money.</summary>
    public OfferEligibility? Eligibility { get; init; }

    /// <summary>True for what is booked by the hour, and comes back.</summary>
    internal bool IsLent => Kind is ContributionKind.Space or ContributionKind.Equipment;
}

/// <summary>What its owner says of an offer; title, description, an area and one contribution are enough.</summary>
public record OfferContent
{
    /// <summary>The owner's own key: publishing it again changes the offer, never doubles it.</summary>
    public string? Reference { get; init; }

    [Required]
    public string? Title { get; init; }

    [Required]
    public string? Description { get; init; }

    /// <summary>At most 10; none: help with anything.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    [Required]
    public OfferArea? Area { get; init; }

    public OfferWindow? Window { get; init; }

    /// <summary>Days in Danish time on which it cannot be given.</summary>
    public IReadOnlyList<DateOnly>? BlackoutDates { get; init; }

    public OfferVisibility? Visibility { get; init; }

    /// <summary>Suggested again and again; otherwise it is suggested no more once it is agreed upon.</summary>
    public bool? Standing { get; init; }

    /// <summary>Whoever is shown it may draw on it without asking first.</summary>
    public bool? OpenToDrawing { get; init; }

    /// <summary>1 to 20.</summary>
    [Required]
    public IReadOnlyList<Contribution>? Contributions { get; init; }

    /// <summary>When the offer ends by itself; absent: one year after it was published.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
