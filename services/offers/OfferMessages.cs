using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Proto = SocialEnzyme.Hub.Contracts.Offers.V1;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Offers as gRPC messages and back; an empty text or list is one that was left out.</summary>
internal static class OfferMessages
{
    public static Outcome<OfferContent> Read(Proto.OfferContent? content)
    {
        content ??= new Proto.OfferContent();
        var dates = new List<DateOnly>();
        for (var i = 0; i < content.BlackoutDates.Count; i++)
        {
            if (!DateOnly.TryParseExact(content.BlackoutDates[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return Rejections.Invalid($"#/blackoutDates/{i}", "Skriv en dag som 2026-12-24.", "Write a day such as 2026-12-24.");
            }
            dates.Add(date);
        }
        var participants = new List<Guid>();
        for (var i = 0; i < content.Visibility?.Participants.Count; i++)
        {
            if (!Guid.TryParse(content.Visibility.Participants[i], out var participant))
            {
                return Rejections.Invalid($"#/visibility/participants/{i}", "Skriv en deltagers id, et UUID.", "Write the id of a participant, a UUID.");
            }
            participants.Add(participant);
        }
        return new OfferContent
        {
            Reference = Text(content.Reference),
            Title = Text(content.Title),
            Description = Text(content.Description),
            Categories = content.Categories.Count == 0 ? null : [.. content.Categories],
            Skills = content.Skills.Count == 0 ? null : [.. content.Skills],
            Area = content.Area is { } area ? Read(area) : null,
            Window = content.Window is { } window ? new OfferWindow(Time(window.From), Time(window.Until)) : null,
            BlackoutDates = dates.Count == 0 ? null : dates,
            Visibility = content.Visibility is { } visibility
                ? new OfferVisibility { Municipalities = visibility.Municipalities.Count == 0 ? null : [.. visibility.Municipalities], Participants = participants }
                : null,
            Standing = content.Standing ? true : null,
            OpenToDrawing = content.OpenToDrawing ? true : null,
            Contributions = [.. content.Contributions.Select(Read)],
            ExpiresAt = Time(content.ExpiresAt),
        };
    }

    public static ListOffers Read(Proto.ListOffersRequest request) => new()
    {
        Mine = request.Mine ? "true" : null,
        Category = Text(request.Category),
        Municipality = Text(request.Municipality),
        Kind = Kind(request.Kind) is { } kind ? Offer.Word(kind) : null,
        Limit = request.Limit == 0 ? null : request.Limit.ToString(CultureInfo.InvariantCulture),
        Cursor = Text(request.Cursor),
    };

    public static Proto.Offer Write(OfferView offer)
    {
        var message = new Proto.Offer
        {
            Id = offer.Id.ToString(),
            OwnerId = offer.OwnerId.ToString(),
            OwnerName = offer.OwnerName,
            Content = Write(new OfferContent
            {
                Reference = offer.Reference,
                Title = offer.Title,
                Description = offer.Description,
                Categories = offer.Categories,
                Skills = offer.Skills,
                Area = offer.Area,
                Window = offer.Window,
                BlackoutDates = offer.BlackoutDates,
                Visibility = offer.Visibility,
                Standing = offer.Standing,
                OpenToDrawing = offer.OpenToDrawing,
                Contributions = [.. offer.Contributions.Select(contribution => new Contribution
                {
                    Key = contribution.Key,
                    Kind = contribution.Kind,
                    Quantity = contribution.Quantity,
                    Description = contribution.Description,
                    LegalBasis = contribution.LegalBasis,
                    Deadline = contribution.Deadline,
                    Eligibility = contribution.Eligibility,
                })],
                ExpiresAt = offer.ExpiresAt,
            }),
            Status = (Proto.OfferStatus)((int)offer.Status + 1),
            Version = offer.Version,
            PublishedAt = offer.PublishedAt.ToTimestamp(),
            ChangedAt = offer.ChangedAt.ToTimestamp(),
            Reason = offer.Reason ?? "",
        };
        message.Left.AddRange(offer.Contributions.Select(contribution => new Proto.Left { Key = contribution.Key, Quantity = contribution.Left }));
        return message;
    }

    /// <summary>What the offer shall say: the fields that the mask names are the request's, the others stay.</summary>
    public static Outcome<OfferContent> Revise(OfferContent content, Proto.UpdateOfferRequest request)
    {
        var revised = Write(content);
        var source = request.Content ?? new Proto.OfferContent();
        var mask = request.UpdateMask ?? new FieldMask();
        if (!mask.Paths.All(FieldMask.IsValid<Proto.OfferContent>))
        {
            return Rejections.Invalid("#/updateMask",
                "Skriv navne på felter i content, for eksempel title eller contributions.", "Write names of fields of content, for example title or contributions.");
        }
        // The library's merge into a part that is absent on either side fails.
        if (mask.Paths.Any(path => path.Contains('.', StringComparison.Ordinal)))
        {
            (source.Area, revised.Area) = (source.Area ?? new(), revised.Area ?? new());
            (source.Area.Center, revised.Area.Center) = Both(mask, "area.center.", source.Area.Center, revised.Area.Center);
            (source.Window, revised.Window) = (source.Window ?? new(), revised.Window ?? new());
            (source.Visibility, revised.Visibility) = (source.Visibility ?? new(), revised.Visibility ?? new());
        }
        mask.Merge(source, revised, new FieldMask.MergeOptions { ReplaceMessageFields = true, ReplaceRepeatedFields = true, ReplacePrimitiveFields = true });
        return Read(revised);
    }

    public static Proto.ContributionKind Write(ContributionKind kind) => (Proto.ContributionKind)((int)kind + 1);

    public static string? Text(string text) => text.Length == 0 ? null : text;

    // A time that no calendar has is one in the past, and refused as that.
    public static DateTimeOffset? Time(Timestamp? time) => time is null ? null
        : time.Seconds is < -62_135_596_800 or > 253_402_300_799 || time.Nanos is < 0 or > 999_999_999 ? DateTimeOffset.MinValue
        : time.ToDateTimeOffset();

    private static (Proto.Place?, Proto.Place?) Both(FieldMask mask, string part, Proto.Place? source, Proto.Place? revised) =>
        mask.Paths.Any(path => path.StartsWith(part, StringComparison.Ordinal)) ? (source ?? new(), revised ?? new()) : (source, revised);

    private static OfferArea Read(Proto.Area area) => new()
    {
        Center = area.Center is { } center ? new OfferPlace(center.Latitude, center.Longitude) : null,
        RadiusKm = area.Center is null && area.RadiusKm == 0 ? null : area.RadiusKm,
        Municipalities = area.Municipalities.Count == 0 ? null : [.. area.Municipalities],
        Country = area.Country ? true : null,
    };

    private static Contribution Read(Proto.Contribution contribution) => new()
    {
        Key = Text(contribution.Key),
        Kind = Kind(contribution.Kind),
        Quantity = contribution.Quantity,
        Description = Text(contribution.Description),
        LegalBasis = Text(contribution.LegalBasis),
        Deadline = Time(contribution.Deadline),
        Eligibility = contribution.Eligibility is { } eligibility ? new OfferEligibility { Sectors = [.. eligibility.Sectors], Kinds = [.. eligibility.Kinds] } : null,
    };

    private static ContributionKind? Kind(Proto.ContributionKind kind) =>
        (ContributionKind)((int)kind - 1) is var read && System.Enum.IsDefined(read) ? read : null;

    private static Proto.OfferContent Write(OfferContent content)
    {
        var message = new Proto.OfferContent
        {
            Reference = content.Reference ?? "",
            Title = content.Title ?? "",
            Description = content.Description ?? "",
            Area = content.Area is { } area ? Write(area) : null,
            Window = content.Window is { } window ? new Proto.Window { From = window.From?.ToTimestamp(), Until = window.Until?.ToTimestamp() } : null,
            Standing = content.Standing is true,
            OpenToDrawing = content.OpenToDrawing is true,
            ExpiresAt = content.ExpiresAt?.ToTimestamp(),
        };
        message.Categories.AddRange(content.Categories ?? []);
        message.Skills.AddRange(content.Skills ?? []);
        message.BlackoutDates.AddRange((content.BlackoutDates ?? []).Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        message.Contributions.AddRange((content.Contributions ?? []).Select(Write));
        if (content.Visibility is { } visibility)
        {
            message.Visibility = new Proto.Visibility();
            message.Visibility.Municipalities.AddRange(visibility.Municipalities ?? []);
            message.Visibility.Participants.AddRange((visibility.Participants ?? []).Select(participant => participant.ToString()));
        }
        return message;
    }

    private static Proto.Area Write(OfferArea area)
    {
        var message = new Proto.Area
        {
            Center = area.Center is { Latitude: { } latitude, Longitude: { } longitude } ? new Proto.Place { Latitude = latitude, Longitude = longitude } : null,
            RadiusKm = area.RadiusKm ?? 0,
            Country = area.Country is true,
        };
        message.Municipalities.AddRange(area.Municipalities ?? []);
        return message;
    }

    private static Proto.Contribution Write(Contribution contribution)
    {
        var message = new Proto.Contribution
        {
            Key = contribution.Key ?? "",
            Kind = Write(contribution.Kind ?? default),
            Quantity = contribution.Quantity ?? 0,
            Description = contribution.Description ?? "",
            LegalBasis = contribution.LegalBasis ?? "",
            Deadline = contribution.Deadline?.ToTimestamp(),
        };
        if (contribution.Eligibility is { } eligibility)
        {
            message.Eligibility = new Proto.Eligibility();
            message.Eligibility.Sectors.AddRange(eligibility.Sectors ?? []);
            message.Eligibility.Kinds.AddRange(eligibility.Kinds ?? []);
        }
        return message;
    }
}
