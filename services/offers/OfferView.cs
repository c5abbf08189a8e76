using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Offers;

/// <summary>One thing that an offer holds, and how much of it is left.</summary>
/// <param name="Left">What nobody holds yet. Space and equipment are booked by the hour: what they lend comes back, so that all of it is left.</param>
public sealed record ContributionView(
    string Key, ContributionKind Kind, long Quantity, long Left, string? Description = null, string? LegalBasis = null, DateTimeOffset? Deadline = null,
    OfferEligibility? Eligibility = null);

/// <summary>An offer as a door shows it.</summary>
public sealed record OfferView
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>public, market or civil.</summary>
    public required string OwnerSector { get; init; }

    public string? Reference { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    public required OfferArea Area { get; init; }

    public OfferWindow? Window { get; init; }

    public IReadOnlyList<DateOnly>? BlackoutDates { get; init; }

    /// <summary>For its owner alone: nobody learns who else is shown an offer.</summary>
    public OfferVisibility? Visibility { get; init; }

    public required bool Standing { get; init; }

    public required bool OpenToDrawing { get; init; }

    public required IReadOnlyList<ContributionView> Contributions { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required OfferStatus Status { get; init; }

    /// <summary>Rises by one with every change, a drawing too; send it back in If-Match.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Why it was withdrawn; expired when its time ran out.</summary>
    public string? Reason { get; init; }

    internal static OfferView Of(Offer offer, Caller viewer) => new()
    {
        Id = offer.Id,
        OwnerId = offer.OwnerId,
        OwnerName = offer.OwnerName,
        OwnerSector = offer.OwnerSector,
        Reference = offer.Content.Reference,
        Title = offer.Content.Title!,
        Description = offer.Content.Description!,
        Categories = offer.Content.Categories,
        Skills = offer.Content.Skills,
        Area = offer.Content.Area!,
        Window = offer.Content.Window,
        BlackoutDates = offer.Content.BlackoutDates,
        Visibility = viewer.IsService || viewer.ParticipantId == offer.OwnerId ? offer.Content.Visibility : null,
        Standing = offer.Content.Standing is true,
        OpenToDrawing = offer.Content.OpenToDrawing is true,
        Contributions = [.. offer.Contributions.Select(contribution => new ContributionView(
            contribution.Key!, contribution.Kind!.Value, contribution.Quantity!.Value, offer.Left(contribution), contribution.Description,
            contribution.LegalBasis, contribution.Deadline, contribution.Eligibility))],
        ExpiresAt = offer.ExpiresAt,
        Status = offer.Status,
        Version = offer.Version,
        PublishedAt = offer.PublishedAt,
        ChangedAt = offer.ChangedAt,
        Reason = offer.Reason,
    };
}
