using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;
using Consent = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand.Consent;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class ModelTests
{
    private static readonly DateTimeOffset Late = Now.AddYears(1);

    /// <summary>
    /// Three parties and the hub: from every situation that can be reached, every message there is, about the present text and about the one before it.
    /// </summary>
    [Fact]
    public void Every_message_in_every_situation_that_three_parties_can_reach_keeps_what_always_holds()
    {
        var opened = Opened(Walk.Three).Partnership;
        var seen = new HashSet<string> { Situation(opened, null) };
        var waiting = new Queue<(Partnership Partnership, string? Before)>([(opened, null)]);
        var reached = new HashSet<PartnershipState>();
        while (waiting.TryDequeue(out var node))
        {
            var (partnership, previous) = node;
            reached.Add(partnership.State);
            var messages = Walk.About(partnership.Hash).Concat(previous is null ? [] : Walk.About(previous)).Concat(Walk.Bare(partnership));
            foreach (var message in messages)
            {
                var (after, change) = Walk.Step(partnership, message, Time(message));
                if (change is null)
                {
                    continue;
                }
                // The same message again has no second effect.
                Assert.Null(Walk.Step(after, message, Time(message)).Change);
                var before = after.Hash == partnership.Hash ? previous : partnership.Hash;
                if (seen.Add(Situation(after, before)))
                {
                    waiting.Enqueue((after, before));
                }
            }
        }
        Assert.Equal(Enum.GetValues<PartnershipState>().Order(), reached.Order());
        Assert.InRange(seen.Count, 200, 100_000);
    }

    /// <summary>Messages are sent from what their sender saw, and come late, twice and out of order; what is agreed is what a plain ledger of yeses says.</summary>
    [Fact]
    public void Late_repeated_and_overtaken_messages_never_agree_to_what_somebody_did_not_say_yes_to()
    {
        var ends = new Dictionary<PartnershipState, int>();
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var partnership = Opened(Walk.Three).Partnership;
            var ledger = new Ledger(partnership);
            var hashes = new List<string> { partnership.Hash };
            var underWay = new List<PartnershipCommand>();
            for (var step = 0; step < 40; step++)
            {
                // Sent about any text there was; a party mostly means the one it sees.
                var about = hashes[random.Next(3) == 0 ? random.Next(hashes.Count) : hashes.Count - 1];
                PartnershipCommand[] choices = [.. Walk.About(about), .. Walk.About(about), .. Walk.Bare(partnership).Where(one => random.Next(one is Revise or ChangeContact ? 2 : 6) == 0)];
                underWay.Add(choices[random.Next(choices.Length)]);
                var i = random.Next(underWay.Count);
                var message = underWay[i];
                if (random.Next(4) != 0)
                {
                    underWay.RemoveAt(i);
                }
                // The time to answer is up in the last steps alone.
                var (after, change) = Walk.Step(partnership, message, step > 35 ? Late : Now);
                if (change is not null)
                {
                    ledger.Note(message, partnership, after);
                    partnership = after;
                    if (hashes[^1] != after.Hash)
                    {
                        hashes.Add(after.Hash);
                    }
                }
                ledger.AssertAgrees(partnership);
            }
            ends[partnership.State] = ends.GetValueOrDefault(partnership.State) + 1;
        }
        // The walk is worth its name: it comes to every end.
        Assert.Equal(Enum.GetValues<PartnershipState>().Except([PartnershipState.Proposed]), ends.Keys.Except([PartnershipState.Proposed]).Order());
    }

    [Fact]
    public void In_whatever_order_three_say_yes_they_agree_with_the_last()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in orders)
        {
            var partnership = Opened(Walk.Three).Partnership;
            foreach (var (i, party) in order.Index())
            {
                Assert.NotEqual(PartnershipState.Agreed, partnership.State);
                partnership = partnership.Take(new Consent(Walk.Three[party].Id, partnership.Hash));
                partnership = partnership.Take(new Consent(Walk.Three[party].Id, partnership.Hash));
                Assert.Equal(i + 2, partnership.Version);
            }
            Assert.Equal(PartnershipState.Agreed, partnership.State);
        }
    }

    // In time, and the end of the time when it is up: an answer after that is refused, which StepTests says.
    private static DateTimeOffset Time(PartnershipCommand message) => message is Expire ? Late : Now;

    private static string Situation(Partnership partnership, string? previous) => string.Join('|',
    [
        partnership.State.ToString(), (previous is not null).ToString(), (partnership.ActivatedAt is not null).ToString(), (partnership.Problem is not null).ToString(),
        Array.FindIndex(Walk.Three, party => party.Id == partnership.LeadId).ToString(System.Globalization.CultureInfo.InvariantCulture), partnership.Agreement.Title!,
        .. Walk.Three.Select(party => partnership.Seat(party)).Select(seat => $"{seat.Standing} {seat.Consent is not null} {seat.Consent?.SaidTo == partnership.Hash}"),
        .. partnership.Agreement.Parties!.Select(party => party.ContactRole!),
    ]);

    /// <summary>Who said yes to which text, and nothing more.</summary>
    private sealed class Ledger(Partnership opened)
    {
        private readonly HashSet<(Guid, string)> _yes = [];
        private string _text = opened.Hash;

        public void Note(PartnershipCommand message, Partnership before, Partnership after)
        {
            if (message is Consent consent)
            {
                Assert.Equal(_text, consent.Hash);
                _yes.Add((consent.Party, consent.Hash));
            }
            if (after.Hash != before.Hash)
            {
                // Only what binds nobody anew takes the yeses along.
                Guid[] carried = message is ChangeContact ? [.. Walk.Three.Select(party => party.Id).Where(party => _yes.Contains((party, _text)))] : [];
                _text = after.Hash;
                _yes.UnionWith(carried.Select(party => (party, _text)));
            }
        }

        public void AssertAgrees(Partnership partnership)
        {
            Assert.Equal(_text, partnership.Hash);
            Assert.Equal(
                partnership.AtTable.Select(seat => seat.ParticipantId).Where(party => _yes.Contains((party, _text))).Order(),
                partnership.AtTable.Where(seat => seat.Standing is Standing.Consented).Select(seat => seat.ParticipantId).Order());
        }
    }
}
