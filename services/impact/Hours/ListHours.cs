using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Finds reports in the partnerships of the caller. Text as it stands in the address; a part that is absent does not narrow.</summary>
public sealed record ListHours
{
    [FromQuery(Name = "partnership")]
    public string? Partnership { get; init; }

    /// <summary>reported, questioned, approved or rejected.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "batch")]
    public string? Batch { get; init; }

    /// <summary>true: those on which somebody must decide, corrections too.</summary>
    [FromQuery(Name = "waiting")]
    public string? Waiting { get; init; }

    /// <summary>At most 1,000; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>A page of reports; the cursor is absent on the last.</summary>
public sealed record HoursList(IReadOnlyList<HoursView> Items, string? Cursor = null);

/// <summary>For the parties.</summary>
internal sealed class ListHoursHandler(NpgsqlDataSource db)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1_000;

    public async Task<Outcome<HoursList>> HandleAsync(Caller caller, ListHours query, CancellationToken ct)
    {
        if (Read(query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        if (search.Partnership is { } id
            && Impact.Partnerships.Partnership.UnlessParty(await PartnershipStore.FindAsync(db, id, ct), id, caller.ParticipantId) is { } unseen)
        {
            return unseen;
        }
        // One more than was asked for tells that there is a next page.
        var found = await HoursReadStore.SearchAsync(db, caller.ParticipantId, search with { Limit = search.Limit + 1 }, ct);
        var (items, cursor) = Page.Of(found, search.Limit, hours => hours.Id);
        return new HoursList([.. items.Select(hours => HoursView.Of(hours, caller.ParticipantId))], cursor);
    }

    internal static Outcome<HoursSearch> Read(ListHours query)
    {
        var errors = new List<FieldError>();
        var partnership = Id("partnership", query.Partnership);
        var batch = Id("batch", query.Batch);
        if (!HoursWords.TryState(query.State, out var state) && !string.IsNullOrEmpty(query.State))
        {
            Wrong("state", "Skriv reported, questioned, approved eller rejected.", "Write reported, questioned, approved or rejected.");
        }
        if (query.Waiting is not (null or "" or "true" or "false"))
        {
            Wrong("waiting", "Skriv true eller false.", "Write true or false.");
        }
        var limit = Page.ReadLimit(query.Limit, errors, DefaultLimit, MaxLimit);
        var after = Page.ReadCursor(query.Cursor, errors);
        return errors.Count > 0
            ? Rejections.Invalid(errors)
            : new HoursSearch(partnership, string.IsNullOrEmpty(query.State) ? null : state, batch, query.Waiting is "true", after, limit);

        void Wrong(string name, string danish, string english) => errors.Add(new FieldError($"#/{name}", new(danish, english)));

        Guid? Id(string name, string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }
            if (Guid.TryParse(text, out var id))
            {
                return id;
            }
            Wrong(name, "Skriv et UUID.", "Write a UUID.");
            return null;
        }
    }
}

/// <summary>One report with what the ledger says of it.</summary>
internal sealed class GetHoursHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<HoursView>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await HoursReadStore.FindAsync(db, caller.ParticipantId, id, ct) is not { } hours)
        {
            return Rejections.NotFound("report", id);
        }
        return HoursView.Of(hours, caller.ParticipantId) with
        {
            Entries = await Ledger.LedgerStore.ListAsync(db, id, ct),
            PerhapsSameAs = await HoursReadStore.ListTwinsAsync(db, id, ct),
        };
    }
}
