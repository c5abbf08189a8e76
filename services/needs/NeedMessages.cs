using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Proto = SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Needs as gRPC messages and back; an empty text or list is one that was left out.</summary>
internal static class NeedMessages
{
    public static NeedContent Read(Proto.NeedContent? content) => content is null ? new NeedContent() : new NeedContent
    {
        Reference = Text(content.Reference),
        Title = Text(content.Title),
        Description = Text(content.Description),
        Category = Text(content.Category),
        Skills = content.Skills.Count == 0 ? null : [.. content.Skills],
        Scope = content.Scope switch
        {
            Proto.NeedScope.National => NeedScope.National,
            Proto.NeedScope.Local => NeedScope.Local,
            // The zero of the enumeration says that nothing is said; a municipality says it all.
            _ => content.Municipality.Length > 0 ? null : NeedScope.Unspecified,
        },
        Municipality = Text(content.Municipality),
        Place = content.Place is { } place ? new NeedPlace(place.Latitude, place.Longitude, Text(place.Address)) : null,
        Window = content.Window is { } window ? new NeedWindow(Time(window.From), Time(window.Until)) : null,
        PlacesWanted = content.HasPlacesWanted ? content.PlacesWanted : null,
        ContactRole = Text(content.ContactRole),
        Goals = content.Goals.Count == 0 ? null : [.. content.Goals],
        ExpiresAt = Time(content.ExpiresAt),
        Extensions = content.Extensions.Count == 0 ? null : new Dictionary<string, string>(content.Extensions, StringComparer.Ordinal),
        Wants = content.Wants.Count == 0 ? null : [.. content.Wants],
        Outcome = Text(content.Outcome),
        AdviceWithoutAuthority = content.AdviceWithoutAuthority ? true : null,
    };

    public static ListNeeds Read(Proto.ListNeedsRequest request) => new()
    {
        Near = request.Near is { } near ? string.Create(CultureInfo.InvariantCulture, $"{near.Latitude:R},{near.Longitude:R}") : null,
        RadiusKm = request.RadiusKm == 0 ? null : request.RadiusKm.ToString("R", CultureInfo.InvariantCulture),
        Category = Text(request.Category),
        Skills = request.Skills.Count == 0 ? null : string.Join(',', request.Skills),
        Sort = Text(request.Sort),
        Municipality = Text(request.Municipality),
        From = Time(request.Window?.From)?.ToString("O", CultureInfo.InvariantCulture),
        Until = Time(request.Window?.Until)?.ToString("O", CultureInfo.InvariantCulture),
        Mine = request.Mine ? "true" : null,
        Limit = request.Limit == 0 ? null : request.Limit.ToString(CultureInfo.InvariantCulture),
        Cursor = Text(request.Cursor),
    };

    public static Proto.Need Write(NeedView need)
    {
        var message = new Proto.Need
        {
            Id = need.Id.ToString(),
            PublisherId = need.PublisherId.ToString(),
            PublisherName = need.PublisherName,
            Content = Write(new NeedContent
            {
                Reference = need.Reference,
                Title = need.Title,
                Description = need.Description,
                Category = need.Category,
                Skills = need.Skills,
                Scope = need.Scope,
                Municipality = need.Municipality,
                Place = need.Place,
                Window = need.Window,
                PlacesWanted = need.PlacesWanted,
                ContactRole = need.ContactRole,
                Goals = need.Goals,
                ExpiresAt = need.ExpiresAt,
                Extensions = need.Extensions,
                Wants = need.Wants,
                Outcome = need.Outcome,
                AdviceWithoutAuthority = need.AdviceWithoutAuthority,
            }),
            Status = (Proto.NeedStatus)((int)need.Status + 1),
            Version = need.Version,
            PlacesTaken = need.PlacesTaken,
            PublishedAt = need.PublishedAt?.ToTimestamp(),
            ChangedAt = need.ChangedAt.ToTimestamp(),
            Reason = need.Reason ?? "",
        };
        if (need.DistanceMetres is { } metres)
        {
            message.DistanceMetres = metres;
        }
        return message;
    }

    public static IEnumerable<Proto.TextWarning> Warnings(NeedView need) => (need.Warnings ?? []).Select(warning => new Proto.TextWarning
    {
        Pointer = warning.Pointer,
        Word = warning.Word,
        Suggestion = warning.Suggestion,
        Da = warning.Da,
        En = warning.En,
    });

    public static Proto.Reservation Write(ReservationView reservation) => new()
    {
        Id = reservation.Id.ToString(),
        NeedId = reservation.NeedId.ToString(),
        ParticipantId = reservation.ParticipantId.ToString(),
        Places = reservation.Places,
        State = (Proto.ReservationState)((int)reservation.State + 1),
        HeldUntil = reservation.HeldUntil?.ToTimestamp(),
        Place = Write(reservation.Place),
    };

    /// <summary>What the need shall say: the fields that the mask names are the request's, the others stay.</summary>
    public static Outcome<UpdatedContent> Revise(NeedContent content, Proto.UpdateNeedRequest request)
    {
        var revised = Write(content);
        var source = request.Content ?? new Proto.NeedContent();
        var paths = request.UpdateMask?.Paths ?? [];
        if (!paths.All(FieldMask.IsValid<Proto.NeedContent>))
        {
            return Rejections.Invalid("#/updateMask",
                "Skriv navne på felter i content, for eksempel title eller place.", "Write names of fields of content, for example title or place.");
        }
        // The library's merge into a part that is absent on either side fails.
        if (paths.Any(path => path.StartsWith("place.", StringComparison.Ordinal)))
        {
            (source.Place, revised.Place) = (source.Place ?? new(), revised.Place ?? new());
        }
        if (paths.Any(path => path.StartsWith("window.", StringComparison.Ordinal)))
        {
            (source.Window, revised.Window) = (source.Window ?? new(), revised.Window ?? new());
        }
        // A map is not a list: the library's merge would not take it.
        if (paths.Any(path => path == "extensions"))
        {
            revised.Extensions.Clear();
            revised.Extensions.Add(source.Extensions);
        }
        var mask = new FieldMask();
        mask.Paths.AddRange(paths.Where(path => path != "extensions"));
        mask.Merge(source, revised, new FieldMask.MergeOptions { ReplaceMessageFields = true, ReplaceRepeatedFields = true, ReplacePrimitiveFields = true });
        // Without its municipality a need's scope is not local any more; it has to be said what it is.
        return new UpdatedContent(Read(revised), request.Publish ? false : null);
    }

    /// <summary>Feeds an import from a client stream.</summary>
    public static void Add(Proto.PublishNeedsResponse response, ImportResult result, string? language)
    {
        var problem = result.Rejection is { } rejection ? ProblemDocument.From(rejection, language) : null;
        var message = new Proto.PublishNeedResult
        {
            Row = result.Row,
            Outcome = result.Outcome,
            NeedId = result.Id?.ToString() ?? "",
            Code = problem?.Code ?? "",
            Detail = problem?.Detail ?? "",
        };
        message.Errors.AddRange((problem?.Errors ?? []).Select(error => new Proto.FieldProblem { Pointer = error.Pointer, Detail = error.Detail }));
        response.Results.Add(message);
        response.Published += result.Outcome == "published" ? 1 : 0;
        response.Changed += result.Outcome == "changed" ? 1 : 0;
        response.Unchanged += result.Outcome == "unchanged" ? 1 : 0;
        response.Refused += result.Outcome == "refused" ? 1 : 0;
    }

    /// <summary>One row of a client stream.</summary>
    public static Outcome<PublishNeed> ReadRow(Proto.PublishNeedRequest? request)
    {
        request ??= new Proto.PublishNeedRequest();
        if (PrivacyGate.CheckMessage(request, request.ConfirmNoPersonalData) is { } personal)
        {
            return personal;
        }
        return request.ValidateOnly || request.IdempotencyKey.Length > 0
            ? Rejections.Invalid(request.ValidateOnly ? "#/validateOnly" : "#/idempotencyKey",
                "Kan ikke bruges i en række; brug reference.", "Cannot be used in a row; use reference.")
            : PublishNeed.Of(Read(request.Content), request.Draft);
    }

    private static Proto.NeedContent Write(NeedContent content)
    {
        var message = new Proto.NeedContent
        {
            Reference = content.Reference ?? "",
            Title = content.Title ?? "",
            Description = content.Description ?? "",
            Category = content.Category ?? "",
            Scope = (Proto.NeedScope)(int)(content.Scope ?? NeedScope.Unspecified),
            Municipality = content.Municipality ?? "",
            Place = Write(content.Place),
            Window = content.Window is { } window ? new Proto.Window { From = window.From?.ToTimestamp(), Until = window.Until?.ToTimestamp() } : null,
            ContactRole = content.ContactRole ?? "",
            ExpiresAt = content.ExpiresAt?.ToTimestamp(),
            Outcome = content.Outcome ?? "",
            AdviceWithoutAuthority = content.AdviceWithoutAuthority is true,
        };
        message.Wants.AddRange(content.Wants ?? []);
        message.Skills.AddRange(content.Skills ?? []);
        message.Goals.AddRange(content.Goals ?? []);
        if (content.PlacesWanted is { } wanted)
        {
            message.PlacesWanted = wanted;
        }
        foreach (var (key, value) in content.Extensions ?? new Dictionary<string, string>())
        {
            message.Extensions.Add(key, value);
        }
        return message;
    }

    private static Proto.Place? Write(NeedPlace? place) => place is { Latitude: { } latitude, Longitude: { } longitude }
        ? new Proto.Place { Latitude = latitude, Longitude = longitude, Address = place.Address ?? "" }
        : null;

    private static string? Text(string text) => text.Length == 0 ? null : text;

    // A time that no calendar has is one in the past, and refused as that.
    private static DateTimeOffset? Time(Timestamp? time) => time is null ? null
        : time.Seconds is < -62_135_596_800 or > 253_402_300_799 || time.Nanos is < 0 or > 999_999_999 ? DateTimeOffset.MinValue
        : time.ToDateTimeOffset();
}
