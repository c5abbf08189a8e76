using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>Every need is there once, as it was last answered, and its places are those of its reservations.</summary>
internal sealed class NeedChecks(Ground ground, Book book)
{
    private const int AtOnce = 16;

    public async Task RunAsync()
    {
        await Parallel.ForEachAsync(book.Needs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (need, _) => await AskAsync(need));
        var db = ground.Database("needs");
        var present = await HubStore.NeedsAsync(db);
        var known = book.Needs.Select(need => need.Id).ToList();
        foreach (var twice in known.GroupBy(id => id).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"need {twice.Key} was answered to {twice.Count()} publishes of different references");
        foreach (var id in present.Keys.Except(known)) ground.Findings.Doubled($"need {id} is there, and no call was answered with it");
        if (await HubStore.NumberAsync(db, HubStore.RepeatedReferences) is > 0 and var count)
            ground.Findings.Doubled($"{count} references have more than one need");
        await PlacesAsync(present);
    }

    private async Task AskAsync(KnownNeed need)
    {
        var answer = await need.Publisher.GetAsync($"/v1/needs/{need.Id}");
        if (!answer.IsSuccess)
        {
            ground.Findings.Lost($"need {need.Id} was accepted, and GET answers {(int)answer.Status}");
            return;
        }
        var (body, said) = (answer.Body, need.Content);
        var is_ = ((long)body["version"]!, (string)body["status"]!, (int)body["placesTaken"]!, (string)body["title"]!, (string)body["category"]!);
        var should = (need.Version, need.Status, need.Taken, (string)said["title"]!, (string)said["category"]!);
        if (is_ != should) ground.Findings.Broken($"need {need.Id} is {is_} and was last answered as {should}");
    }

    private async Task PlacesAsync(Dictionary<string, (int Taken, int? Wanted)> present)
    {
        var reservations = (await HubStore.NeedReservationsAsync(ground.Database("needs"))).ToLookup(row => row.Of);
        foreach (var need in book.Needs.Where(need => present.ContainsKey(need.Id)))
        {
            var (taken, wanted) = present[need.Id];
            var live = reservations[need.Id].Where(row => row.State is "held" or "confirmed").Sum(row => row.Count);
            if (taken != live) ground.Findings.Broken($"need {need.Id} counts {taken} places as taken, and {live} are reserved");
            if (taken < 0 || taken > wanted) ground.Findings.Broken($"need {need.Id} has {taken} of {wanted} places taken");
            var rows = reservations[need.Id].ToDictionary(row => row.Id, row => ((int)row.Count, row.State));
            foreach (var (id, was) in need.Reservations)
            {
                if (!rows.TryGetValue(id, out var row)) ground.Findings.Lost($"reservation {id} of need {need.Id} was answered, and is not there");
                else if (row != was) ground.Findings.Broken($"reservation {id} of need {need.Id} is {row} and was answered as {was}");
            }
            foreach (var id in rows.Keys.Except(need.Reservations.Keys))
                ground.Findings.Doubled($"reservation {id} of need {need.Id} is there, and was never answered");
        }
    }
}
