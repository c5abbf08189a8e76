using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Finds the partnerships in which the caller is. Text as it stands in the address; a part that is absent does not narrow.</summary>
public sealed record ListPartnerships
{
    /// <summary>proposed, negotiating, agreed, active, completed, declined, expired or ended.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>A main group of KLE: two digits.</summary>
    [FromQuery(Name = "kle")]
    public string? Kle { get; init; }

    /// <summary>kle: the answer also counts all that were found by main group.</summary>
    [FromQuery(Name = "groupBy")]
    public string? GroupBy { get; init; }

    /// <summary>At most 200; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>A partnership in a list.</summary>
/// <param name="WaitsForYou">The caller's yes is missing: to the present text, or to an amendment.</param>
public sealed record PartnershipSummary(
    Guid Id, PartnershipState State, long Version, string Title, AgreementKind Kind, int AgreementVersion, string Hash, Guid LeadId, Guid? ParentId,
    string? Municipality, IReadOnlyList<string>? Kle, IReadOnlyList<string> MissingSectors, bool WaitsForYou, DateTimeOffset? RespondBy,
    DateTimeOffset ProposedAt, DateTimeOffset ChangedAt)
{
    internal static PartnershipSummary Of(Partnership one, Guid viewer) => new(
        one.Id, one.State, one.Version, one.Agreement.Title!, one.Agreement.Kind!.Value, one.Agreement.Version!.Value, one.Hash, one.LeadId,
        one.Agreement.ParentId, one.Agreement.Municipality, one.Agreement.Kle, one.MissingSectors(),
        (one.State is PartnershipState.Proposed or PartnershipState.Negotiating && one.WaitingFor().Contains(viewer))
            || (one.State is PartnershipState.Active && one.Pending.Any(amendment => amendment.NeededFrom.Except(amendment.ConsentedBy).Contains(viewer))),
        one.RespondBy, one.ProposedAt, one.ChangedAt);
}

/// <summary>How many partnerships serve a main group of KLE.</summary>
public sealed record KleGroup(string MainGroup, long Partnerships);

/// <summary>A page of partnerships, newest first; the cursor is absent on the last.</summary>
/// <param name="Groups">When it was asked for: of all that were found, not of this page alone.</param>
public sealed record PartnershipList(IReadOnlyList<PartnershipSummary> Items, string? Cursor = null, IReadOnlyList<KleGroup>? Groups = null);

/// <summary>In what citizens are met differently, and which authority answers for it.</summary>
public sealed record ServiceDifferenceView(string What, string ResponsibleAuthority, string? Municipality);

/// <summary>A page of them; the cursor is absent on the last.</summary>
public sealed record ServiceDifferenceList(IReadOnlyList<ServiceDifferenceView> Items, string? Cursor = null);

/// <summary>What is looked for; a part that is null does not narrow.</summary>
/// <param name="Party">Who must be at the table.</param>
internal sealed record PartnershipSearch(Guid Party, string? State, string? Kle, Guid? Parent, int Limit, Guid? After);

internal sealed class ListPartnershipsHandler(NpgsqlDataSource db, SeePartnershipHandler see)
{
    public async Task<Outcome<PartnershipList>> HandleAsync(Caller caller, ListPartnerships query, CancellationToken ct)
    {
        if (Read(caller, query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        var (items, cursor) = await PageAsync(search, ct);
        var groups = query.GroupBy is "kle" ? await PartnershipStore.CountByKleAsync(db, search, ct) : null;
        return new PartnershipList([.. items.Select(one => PartnershipSummary.Of(one, caller.ParticipantId))], cursor, groups);
    }

    /// <summary>The same with the whole texts.</summary>
    public async Task<Outcome<(IReadOnlyList<Partnership> Items, string? Cursor)>> WholeAsync(Caller caller, ListPartnerships query, CancellationToken ct) =>
        Read(caller, query).IsRejected(out var rejection, out var search) ? rejection : await PageAsync(search, ct);

    /// <summary>What was made under an umbrella, as far as the caller is in it.</summary>
    public async Task<Outcome<PartnershipList>> ChildrenAsync(Caller caller, Guid parent, string? limit, string? cursor, CancellationToken ct)
    {
        if (Read(caller, new ListPartnerships { Limit = limit, Cursor = cursor }).IsRejected(out var rejection, out var search)
            || (await see.FindAsync(caller, parent, ct)).IsRejected(out rejection, out _))
        {
            return rejection;
        }
        var (items, next) = await PageAsync(search with { Parent = parent }, ct);
        return new PartnershipList([.. items.Select(one => PartnershipSummary.Of(one, caller.ParticipantId))], next);
    }

    /// <summary>For everybody: of active agreements, and no more of them than this.</summary>
    public async Task<Outcome<ServiceDifferenceList>> DifferencesAsync(string? limit, string? cursor, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var (count, after) = Page.Read(limit, cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        var (items, next) = Page.Of(await PartnershipStore.ListDifferencesAsync(db, count + 1, after, ct), count, one => one.Id);
        return new ServiceDifferenceList([.. items.Select(one => new ServiceDifferenceView(
            one.Agreement.ServiceDifference!.What!, one.Agreement.ServiceDifference.ResponsibleAuthority!, one.Agreement.Municipality))], next);
    }

    private async Task<(IReadOnlyList<Partnership> Items, string? Cursor)> PageAsync(PartnershipSearch search, CancellationToken ct) =>
        // One more than was asked for tells that there is a next page.
        Page.Of(await PartnershipStore.SearchAsync(db, search with { Limit = search.Limit + 1 }, ct), search.Limit, one => one.Id);

    private static Outcome<PartnershipSearch> Read(Caller caller, ListPartnerships query)
    {
        var errors = new List<FieldError>();
        var state = string.IsNullOrEmpty(query.State) ? null : query.State;
        if (state is not null && !Enum.GetValues<PartnershipState>().Any(value => Words.Of(value) == state))
        {
            errors.Add(new("#/state", new(
                "Skriv proposed, negotiating, agreed, active, completed, declined, expired eller ended.",
                "Write proposed, negotiating, agreed, active, completed, declined, expired or ended.")));
        }
        var kle = string.IsNullOrEmpty(query.Kle) ? null : query.Kle;
        if (kle is not null && (kle.Length != 2 || !kle.All(char.IsAsciiDigit)))
        {
            errors.Add(new("#/kle", new("Skriv en hovedgruppe: to cifre.", "Write a main group: two digits.")));
        }
        if (query.GroupBy is not (null or "" or "kle"))
        {
            errors.Add(new("#/groupBy", new("Skriv kle.", "Write kle.")));
        }
        var (limit, after) = Page.Read(query.Limit, query.Cursor, errors);
        return errors.Count > 0 ? Rejections.Invalid(errors) : new PartnershipSearch(caller.ParticipantId, state, kle, null, limit, after);
    }
}
