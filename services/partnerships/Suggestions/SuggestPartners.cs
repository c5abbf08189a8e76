using System.Collections.Concurrent;
using Grpc.Core;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Suggestions;

/// <summary>Open offers of those who are not at the table, the missing sector's first.</summary>
internal sealed partial class SuggestPartnersHandler(
    NpgsqlDataSource db, OffersService.OffersServiceClient offers, NeedsService.NeedsServiceClient needs, ParticipantsService.ParticipantsServiceClient participants,
    TimeProvider clock, ILogger<SuggestPartnersHandler> logger)
{
    private const int PageSize = 200;
    private const int MaxPages = 5;
    private const int MaxOwners = 200;
    private const int MaxNeeds = 10;
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // A participant's sector never changes.
    private readonly ConcurrentDictionary<string, string> _sectors = new();

    public async Task<Outcome<SuggestionList>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await PartnershipStore.FindAsync(db, id, ct) is not { } partnership || partnership.SeatOf(caller.ParticipantId) is not { IsTaken: true })
        {
            return Partnership.Missing(id);
        }
        var options = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + Deadline, cancellationToken: ct);
        try
        {
            var municipality = partnership.Agreement.Municipality;
            var categories = await CategoriesAsync(partnership, options);
            var candidates = await CandidatesAsync(partnership, caller, municipality, options);
            return Suggesting.Of(partnership.MissingSectors(), candidates, categories, municipality);
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogAway(error.StatusCode);
            return Rejections.Unavailable;
        }
    }

    private async Task<HashSet<string>> CategoriesAsync(Partnership partnership, CallOptions options)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var need in (partnership.Agreement.Commitments ?? []).Select(commitment => commitment.NeedId).OfType<Guid>().Distinct().Take(MaxNeeds))
        {
            try
            {
                found.Add((await needs.GetNeedAsync(new GetNeedRequest { Id = need.ToString() }, options)).Need.Content.Category);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
            {
                // It is there no more: it says nothing.
            }
        }
        return found;
    }

    private async Task<List<Candidate>> CandidatesAsync(Partnership partnership, Caller caller, string? municipality, CallOptions options)
    {
        var atTable = partnership.AtTable.Select(seat => seat.ParticipantId.ToString()).ToHashSet();
        var self = caller.ParticipantId.ToString();
        var found = new List<Candidate>();
        var owners = new HashSet<string>();
        var request = new ListOffersRequest { Municipality = municipality ?? "", Limit = PageSize };
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await offers.ListOffersAsync(request, options);
            foreach (var offer in answer.Offers.Where(offer => !atTable.Contains(offer.OwnerId) && IsShownTo(offer, self)))
            {
                if ((owners.Count < MaxOwners || owners.Contains(offer.OwnerId)) && await SectorAsync(offer.OwnerId, options) is { } sector)
                {
                    owners.Add(offer.OwnerId);
                    found.Add(new Candidate(
                        Guid.Parse(offer.Id), offer.Content.Title, Guid.Parse(offer.OwnerId), offer.OwnerName, sector, [.. offer.Content.Categories]));
                }
            }
            if (answer.NextCursor.Length == 0)
            {
                break;
            }
            request.Cursor = answer.NextCursor;
        }
        return found;
    }

    // A service is shown all of them: what is for some participants only is for the caller if it is one of them, not if another party is.
    private static bool IsShownTo(Offer offer, string participant) =>
        offer.Content.Visibility is not { } visibility || visibility.Participants.Contains(participant);

    private async Task<string?> SectorAsync(string participant, CallOptions options)
    {
        if (_sectors.TryGetValue(participant, out var known))
        {
            return known;
        }
        try
        {
            var sector = (await participants.GetParticipantAsync(new GetParticipantRequest { Id = participant }, options)).Participant.Sector switch
            {
                Sector.Public => "public",
                Sector.Market => "market",
                Sector.Civil => "civil",
                _ => null,
            };
            if (sector is not null && _sectors.Count < MaxRemembered)
            {
                _sectors[participant] = sector;
            }
            return sector;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    [LoggerMessage(7080, LogLevel.Warning, "Nobody said who could join a partnership: {Status}")]
    private partial void LogAway(StatusCode status);
}
