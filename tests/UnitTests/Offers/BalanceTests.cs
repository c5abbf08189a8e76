using SocialEnzyme.Hub.Offers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Offers;

/// <summary>Whatever happens to an offer, in whatever order: its movements say the same as its sums, and nothing goes below zero.</summary>
public sealed class BalanceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_balance_rebuilt_from_movements_is_what_was_counted(int seed)
    {
        var random = new Random(seed);
        for (var life = 0; life < 40; life++)
        {
            var story = new Story(random);
            for (var step = 0; step < 60; step++)
            {
                story.Step();
                story.Check();
            }
        }
    }

    private sealed class Story
    {
        private readonly Random _random;
        private readonly Caller _owner = SomeOffer.Party();
        private readonly Dictionary<Guid, Reservation> _reservations = [];
        private readonly List<Movement> _movements = [];
        private Offer _offer;
        private DateTimeOffset _now = SomeOffer.Now;

        public Story(Random random)
        {
            _random = random;
            var first = Offer.Publish(SomeOffer.Checked(SomeOffer.Content(SomeOffer.Hours(10), SomeOffer.Hours(5) with { Key = "aftener" })), _owner, _now);
            (_offer, _movements) = (first.Offer, [.. first.Movements]);
        }

        private List<Reservation> Due => [.. _reservations.Values.Where(reservation => reservation.State is ReservationState.Held && reservation.HeldUntil <= _now)];

        private Drawing Drawing => new(_offer, Due, _now);

        public void Step()
        {
            _now = _now.AddSeconds(_random.Next(0, 8));
            var some = _reservations.Values.ElementAtOrDefault(_random.Next(0, _reservations.Count + 1));
            switch (_random.Next(0, 8))
            {
                case 0 or 1 or 2:
                    var wanted = SomeOffer.Wanted(_offer, _owner, _random.Next(1, 5), confirm: _random.Next(3) == 0, at: _now, seconds: _random.Next(1, 30));
                    Take(Drawing.Reserve(wanted with { Key = _random.Next(2) == 0 ? "timer" : "aftener" }, _owner, []));
                    break;
                case 3 when some is not null:
                    Take(Drawing.Confirm(some, _owner));
                    break;
                case 4 when some is not null:
                    Take(Drawing.Return(some, _owner));
                    break;
                case 5:
                    Take(Drawing.Expire());
                    break;
                case 6:
                    var content = _offer.Content with { Contributions = [.. _offer.Contributions.Select(c => c with { Quantity = Math.Max(1, c.Quantity!.Value + _random.Next(-4, 5)) })] };
                    Take(_offer.Say(content, isAgain: true, _owner, Due, [], _now));
                    break;
                case 7 when _random.Next(6) == 0:
                    Take(_offer.End("Slut.", _owner.CredentialId, [.. _reservations.Values.Where(r => r.State is ReservationState.Held)], _now));
                    break;
            }
        }

        public void Check()
        {
            var balances = new Balances();
            _movements.ForEach(balances.Add);
            foreach (var balance in balances.Read(new HashSet<string>()))
            {
                var count = _offer.Counts.GetValueOrDefault(balance.Key);
                var contribution = _offer.Contributions.Single(c => c.Key == balance.Key);
                Assert.Equal(new Balance(balance.Key, contribution.Quantity!.Value, count.Held, count.Confirmed, _offer.Left(contribution)), balance);
                Assert.True(balance is { Left: >= 0, Held: >= 0, Confirmed: >= 0 });
                Assert.Equal(balance.Left, _movements.Where(movement => movement.Key == balance.Key).Sum(movement => movement.Effect));
                Assert.Equal(balance.Held, _reservations.Values.Where(r => r.Key == balance.Key && r.State is ReservationState.Held).Sum(r => r.Quantity));
                Assert.Equal(balance.Confirmed, _reservations.Values.Where(r => r.Key == balance.Key && r.State is ReservationState.Confirmed).Sum(r => r.Quantity));
            }
            Assert.Equal(Enumerable.Range(1, _movements.Count).Select(number => (long)number), _movements.Select(movement => movement.Number));
            if (_offer.Status is OfferStatus.Open or OfferStatus.Exhausted)
            {
                Assert.Equal(_offer.Contributions.All(c => _offer.Left(c) == 0), _offer.Status is OfferStatus.Exhausted);
            }
        }

        private void Take(Outcome<Drawn> outcome)
        {
            if (!outcome.IsRejected(out _, out var drawn))
            {
                Take(drawn.Change);
            }
        }

        private void Take(Outcome<OfferChange> outcome)
        {
            if (outcome.IsRejected(out _, out var change))
            {
                return;
            }
            Assert.Equal(change.Event is null ? _offer.Version : _offer.Version + 1, change.Offer.Version);
            _offer = change.Offer;
            _movements.AddRange(change.Movements);
            foreach (var reservation in change.Reservations)
            {
                _reservations[reservation.Id] = reservation;
            }
        }
    }
}
