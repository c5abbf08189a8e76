using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Needs;

/// <summary>A need as a door shows it: its publisher sees the exact place, others the point rounded to 100 m.</summary>
public sealed record NeedView
{
    public required Guid Id { get; init; }

    public required Guid PublisherId { get; init; }

    public required string PublisherName { get; init; }

    public string? Reference { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string Category { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    public required NeedScope Scope { get; init; }

    public string? Municipality { get; init; }

    public NeedPlace? Place { get; init; }

    public NeedWindow? Window { get; init; }

    public int? PlacesWanted { get; init; }

    public string? ContactRole { get; init; }

    public IReadOnlyList<int>? Goals { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public IReadOnlyDictionary<string, string>? Extensions { get; init; }

    public IReadOnlyList<string>? Wants { get; init; }

    public string? Outcome { get; init; }

    /// <summary>"Rådgivning uden myndighed": whoever helps decides nothing, controls nothing and reports nothing to an authority.</summary>
    public bool? AdviceWithoutAuthority { get; init; }

    public required NeedStatus Status { get; init; }

    /// <summary>Rises by one with every change; send it back in If-Match.</summary>
    public required long Version { get; init; }

    public required int PlacesTaken { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Why it was withdrawn.</summary>
    public string? Reason { get; init; }

    /// <summary>From the point that was searched from.</summary>
    public double? DistanceMetres { get; init; }

    /// <summary>With validateOnly: how many subscriptions the need would reach now; absent when that cannot be told at the moment.</summary>
    public int? WouldReachSubscriptions { get; init; }

    /// <summary>With validateOnly: how many offers it would meet.</summary>
    public int? WouldMeetOffers { get; init; }

    /// <summary>In answers to publishing, changing and validateOnly: words that make clients of people, with others in their place. Nothing is refused for them.</summary>
    public IReadOnlyList<TextWarning>? Warnings { get; init; }

    internal static NeedView Of(Need need, Guid viewer, double? distance = null) => new()
    {
        Id = need.Id,
        PublisherId = need.PublisherId,
        PublisherName = need.PublisherName,
        Reference = need.Content.Reference,
        Title = need.Content.Title!,
        Description = need.Content.Description!,
        Category = need.Content.Category!,
        Skills = need.Content.Skills,
        Scope = need.Content.Scope!.Value,
        Municipality = need.Content.Municipality,
        Place = viewer == need.PublisherId ? need.Exact ?? need.Content.Place : need.Content.Place,
        Window = need.Content.Window,
        PlacesWanted = need.Content.PlacesWanted,
        ContactRole = need.Content.ContactRole,
        Goals = need.Content.Goals,
        ExpiresAt = need.ExpiresAt,
        Extensions = need.Content.Extensions,
        Wants = need.Content.Wants,
        Outcome = need.Content.Outcome,
        AdviceWithoutAuthority = need.Content.AdviceWithoutAuthority,
        Status = need.Status,
        Version = need.Version,
        PlacesTaken = need.PlacesTaken,
        PublishedAt = need.PublishedAt,
        ChangedAt = need.ChangedAt,
        Reason = need.Reason,
        DistanceMetres = distance,
    };
}
