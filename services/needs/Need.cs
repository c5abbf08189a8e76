using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What somebody, somewhere, wants help with: its state and every rule of how it changes.</summary>
/// <param name="Content">What others may see.</param>
/// <param name="Exact">The exact place; its publisher's alone.</param>
/// <param name="Version">Rises by one with every change.</param>
/// <param name="Change">What the last change was: drafted, published, updated, placesTaken, placesReturned, filled, reopened, withdrawn or expired.</param>
/// <param name="ChangedBy">The credential of the last change; null: the hub itself.</param>
/// <param name="PublisherSector">Null in needs that were published before it was kept; so is the kind.</param>
internal sealed partial record Need(
    Guid Id, Guid PublisherId, string PublisherName, NeedContent Content, NeedPlace? Exact, NeedStatus Status, long Version, int PlacesTaken,
    DateTimeOffset ExpiresAt, DateTimeOffset? PublishedAt, DateTimeOffset ChangedAt, string Change, Guid? ChangedBy, string? Reason,
    string? PublisherSector, string? PublisherKind)
{
    /// <summary>Null: no number was stated.</summary>
    public int? PlacesLeft => Content.PlacesWanted - PlacesTaken;

    /// <summary>True once it was published: from then on others see it, also when it ended.</summary>
    public bool IsPublic => PublishedAt is not null;

    private bool IsEnded => Status is NeedStatus.Withdrawn or NeedStatus.Expired;

    /// <summary>Null when the caller may publish needs.</summary>
    public static Rejection? UnlessMayPublish(Caller caller) =>
        Rejections.UnlessAllowed(caller, Scopes.NeedsWrite) ?? (caller.Sector is "public" or "civil" ? null : NotYourSector);

    /// <summary>A need that was not there before.</summary>
    public static NeedChange Publish(CheckedContent content, bool isDraft, Caller caller, DateTimeOffset now)
    {
        var at = NeedRules.Moment(now);
        var need = new Need(
            Guid.CreateVersion7(), caller.ParticipantId, caller.Name, content.Public, content.Exact,
            isDraft ? NeedStatus.Draft : NeedStatus.Published, 1, 0,
            content.Public.ExpiresAt ?? at.AddYears(1), isDraft ? null : at, at, isDraft ? "drafted" : "published", caller.CredentialId, null,
            caller.Sector, caller.Kind);
        return new NeedChange(need, "published", isDraft ? null : new NeedPublished(need.Id, need.Version, need.ToPublic(), at));
    }

    /// <summary>The same reference again: the need says something else, or nothing else, or is there anew.</summary>
    public Outcome<NeedChange> PublishAgain(CheckedContent content, bool isDraft, Caller caller, DateTimeOffset now) =>
        isDraft && Status is not NeedStatus.Draft ? NoDraftAgain : Say(content, isDraft, caller, now);

    /// <summary>Changes what the need says.</summary>
    /// <param name="isDraft">False publishes a draft; null leaves it as it is.</param>
    public Outcome<NeedChange> Update(CheckedContent content, bool? isDraft, Caller caller, DateTimeOffset now) => (IsEnded, Status, isDraft) switch
    {
        (true, _, _) => new Rejection(ProblemCode.Conflict, new(
            "Behovet er slut og kan ikke ændres; offentliggør det igen med samme reference.",
            "The need has ended and cannot be changed; publish it again with the same reference.")),
        (_, not NeedStatus.Draft, true) => NoDraftAgain,
        _ => Say(content, isDraft ?? Status is NeedStatus.Draft, caller, now),
    };

    /// <summary>Takes the need back.</summary>
    public Outcome<NeedChange> Withdraw(string reason, Caller caller, DateTimeOffset now)
    {
        if (IsEnded)
        {
            // Said twice is said once.
            return Status is NeedStatus.Withdrawn && Reason == reason ? new NeedChange(this, "unchanged", null) : new Rejection(ProblemCode.Conflict, new(
                "Behovet er slut allerede.", "The need has ended already."));
        }
        var at = NeedRules.Moment(now);
        var need = this with { Status = NeedStatus.Withdrawn, Version = Version + 1, ChangedAt = at, Change = "withdrawn", ChangedBy = caller.CredentialId, Reason = reason };
        // Nobody heard of a draft.
        return new NeedChange(need, "changed", Status is NeedStatus.Draft ? null : new NeedWithdrawn(Id, need.Version, reason, at));
    }

    /// <summary>Null when the need is there and the participant's own; another's is not there.</summary>
    public static Rejection? UnlessOwn(Need? need, Guid id, Caller caller) => need?.PublisherId == caller.ParticipantId ? null : Missing(id);

    /// <summary>There is none, or none that the caller may see.</summary>
    public static Rejection Missing(Guid id) =>
        new(ProblemCode.NotFound, new($"Der er intet behov {id}, som du kan se.", $"There is no need {id} that you can see."));

    /// <summary>What its publisher said, the exact place included.</summary>
    public NeedContent AsStated() => Content with { Place = Exact };

    /// <summary>What the world may know.</summary>
    public PublicNeed ToPublic() => new(
        PublisherId, PublisherName, Content.Reference, Content.Title!, Content.Description!, Content.Category!, Content.Skills ?? [],
        Word(Content.Scope!.Value), Content.Municipality,
        Content.Place is { Latitude: { } latitude, Longitude: { } longitude } ? new PublicPlace(latitude, longitude) : null,
        Content.Window?.From, Content.Window?.Until, Content.PlacesWanted, PlacesLeft, Content.ContactRole, Content.Goals ?? [],
        ExpiresAt, Content.Extensions ?? new Dictionary<string, string>(), PublisherSector, PublisherKind, Content.Wants, Content.Outcome, Content.AdviceWithoutAuthority);

    /// <summary>The content in its one spelling, as it is stored and compared.</summary>
    public static string Json(NeedContent content) => JsonSerializer.Serialize(content, HubJson.Options);

    /// <summary>The word of the wire and of the database.</summary>
#pragma warning disable CA1308 // The words are lower case.
    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private Outcome<NeedChange> Say(CheckedContent content, bool isDraft, Caller caller, DateTimeOffset now)
    {
        if (content.Public.PlacesWanted < PlacesTaken)
        {
            var text = new Text($"{PlacesTaken} pladser er taget; skriv mindst det antal.", $"{PlacesTaken} places are taken; write at least that number.");
            return new Rejection(ProblemCode.Conflict, text) { Errors = [new("#/placesWanted", text)] };
        }
        var at = NeedRules.Moment(now);
        var isAnew = !isDraft && (IsEnded || Status is NeedStatus.Draft);
        var isFull = content.Public.PlacesWanted is { } wanted && wanted == PlacesTaken;
        var status = isDraft ? NeedStatus.Draft : isFull ? NeedStatus.Filled : NeedStatus.Published;
        if (status == Status && Exact == content.Exact && Json(Content) == Json(content.Public))
        {
            return new NeedChange(this, "unchanged", null);
        }
        var need = this with
        {
            PublisherName = caller.Name,
            PublisherSector = caller.Sector,
            PublisherKind = caller.Kind,
            Content = content.Public,
            Exact = content.Exact,
            Status = status,
            Version = Version + 1,
            // A term that is not stated stays as it was, except for a need that begins again.
            ExpiresAt = content.Public.ExpiresAt ?? (isAnew || ExpiresAt <= at ? at.AddYears(1) : ExpiresAt),
            PublishedAt = isAnew ? at : PublishedAt,
            ChangedAt = at,
            ChangedBy = caller.CredentialId,
            Reason = null,
        };
        var (change, @event) = (Status, status) switch
        {
            (_, NeedStatus.Draft) => ("drafted", (object?)null),
            (NeedStatus.Published, NeedStatus.Filled) => ("filled", new NeedFilled(Id, need.Version, at)),
            (_, NeedStatus.Filled) => ("updated", null), // closed to help: whoever has it hears of its content when it opens again
            (NeedStatus.Filled, _) => ("reopened", new NeedReopened(Id, need.Version, need.ToPublic(), at)),
            (NeedStatus.Published, _) => ("updated", new NeedUpdated(Id, need.Version, need.ToPublic(), at)),
            _ => ("published", new NeedPublished(Id, need.Version, need.ToPublic(), at)),
        };
        return new NeedChange(need with { Change = change }, isAnew && Status is not NeedStatus.Draft ? "published" : "changed", @event);
    }

    private static readonly Rejection NoDraftAgain = new(ProblemCode.Conflict, new(
        "Behovet er allerede offentliggjort og kan ikke blive en kladde igen; udelad draft, eller træk det tilbage.",
        "The need was published already and cannot become a draft again; leave draft out, or withdraw it."))
    { Errors = [new("#/draft", new("Udelad draft.", "Leave draft out."))] };

    private static readonly Rejection NotYourSector = new(ProblemCode.SectorNotAllowed, new(
        "Behov offentliggøres af den offentlige sektor og civilsamfundet; virksomheder kan oprette tilbud og abonnementer.",
        "Needs are published by the public and civil sectors; companies can make offers and subscriptions."));
}

/// <summary>What a use case decided: the need as it will be, and what the world hears of it.</summary>
/// <param name="Outcome">published, changed or unchanged.</param>
/// <param name="Event">Null: nobody outside hears of it.</param>
internal sealed record NeedChange(Need Need, string Outcome, object? Event);
