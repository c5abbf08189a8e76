using System.Numerics;
using SocialEnzyme.Hub.Impact.OpenData;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class SuppressionTests
{
    [Fact]
    public void A_cell_that_five_people_of_five_partnerships_are_behind_is_shown_and_one_of_four_is_not()
    {
        List<Atom> atoms = [.. Atoms("0101", 5, 5, 60), .. Atoms("0147", 5, 5, 60), .. Atoms("0151", 5, 5, 60)];
        Assert.All(Suppression.Cells(atoms), cell => Assert.False(cell.Suppressed));
        Assert.True(Cell(Suppression.Cells([.. atoms, .. Atoms("0153", 4, 5, 60)]), "0153").Suppressed);
        Assert.True(Cell(Suppression.Cells([.. atoms, .. Atoms("0153", 5, 4, 60)]), "0153").Suppressed);
    }

    [Fact]
    public void One_hidden_cell_hides_the_smallest_other_so_that_the_whole_does_not_give_it_away()
    {
        var cells = Suppression.Cells([.. Atoms("0101", 9, 9, 60), .. Atoms("0147", 6, 6, 60), .. Atoms("0151", 2, 2, 60)]);
        Assert.Equal(["0147", "0151"], cells.Where(cell => cell.Suppressed).Select(cell => cell.Key));
        Assert.Equal(17 * 60, cells.Single(cell => cell.Breakdown == "all").Minutes);
    }

    [Fact]
    public void Two_hidden_cells_that_are_few_together_hide_a_third()
    {
        var cells = Suppression.Cells([.. Atoms("0101", 9, 9, 60), .. Atoms("0147", 6, 6, 60), .. Atoms("0151", 2, 2, 60), .. Atoms("0153", 2, 2, 60)]);
        Assert.Equal(["0147", "0151", "0153"], cells.Where(cell => cell.Suppressed).Select(cell => cell.Key));
    }

    [Fact]
    public void A_large_cell_beside_a_tiny_one_hides_a_second_large_one_for_its_size_would_be_known()
    {
        var cells = Suppression.Cells([.. Atoms("0101", 9, 9, 6_000), .. Atoms("0147", 6, 6, 6_000), .. Atoms("0151", 1, 1, 1)]);
        Assert.All(cells.Where(cell => cell.Breakdown == "municipality"), cell => Assert.True(cell.Suppressed));
    }

    [Fact]
    public void Few_people_in_the_whole_country_hide_the_whole() =>
        Assert.All(Suppression.Cells(Atoms("0101", 4, 4, 60)), cell => Assert.True(cell.Suppressed));

    [Fact]
    public void Those_whom_a_reporter_did_not_tell_apart_are_one()
    {
        var reporter = Guid.NewGuid();
        List<Atom> atoms = [.. Enumerable.Range(0, 9).Select(_ => new Atom("0101", "civil", "frivillig", Guid.NewGuid(), (reporter, null), 60))];
        Assert.All(Suppression.Cells(atoms), cell => Assert.True(cell.Suppressed));
    }

    [Fact]
    public void Nothing_hidden_can_be_computed_from_all_releases_together()
    {
        var (hidden, shown) = (0, 0);
        for (var seed = 1; seed <= 60; seed++)
        {
            var world = new World(new Random(seed), months: 4);
            var releases = world.Months.ConvertAll(month => (Atoms: month, Cells: Suppression.Cells(month)));
            foreach (var kind in World.Kinds)
            {
                var attacker = new Attacker();
                for (var month = 0; month < releases.Count; month++)
                {
                    attacker.LearnOfNothing(month, [.. releases[month].Cells.Where(cell => cell.Kind == kind)]);
                }
                foreach (var (release, cell) in Each(releases, kind).Where(one => !one.Cell.Suppressed))
                {
                    attacker.Learn(Sum(release, cell));
                    shown++;
                }
                foreach (var (release, cell) in Each(releases, kind).Where(one => one.Cell.Suppressed))
                {
                    Assert.False(attacker.Computes(Sum(release, cell)), $"seed {seed}: {cell} of release {release}");
                    hidden++;
                }
            }
        }
        // The worlds are worth attacking.
        Assert.InRange(hidden, 500, int.MaxValue);
        Assert.InRange(shown, 500, int.MaxValue);
    }

    [Fact]
    public void What_hidden_cells_come_to_together_has_five_behind_it_and_leaves_room_for_doubt()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            foreach (var month in new World(new Random(seed), months: 2).Months)
            {
                var cells = Suppression.Cells(month);
                foreach (var group in cells.Where(cell => cell.Breakdown != "all").GroupBy(cell => (cell.Kind, cell.Breakdown)))
                {
                    var isWholeShown = !cells.Single(cell => cell.Breakdown == "all" && cell.Kind == group.Key.Kind).Suppressed;
                    var hidden = group.Where(cell => cell.Suppressed).ToList();
                    if (!isWholeShown || hidden.Count == 0)
                    {
                        continue;
                    }
                    var behind = month.Where(atom => atom.Kind == group.Key.Kind && hidden.Exists(cell => cell.Key == (group.Key.Breakdown == "sector" ? atom.Sector : atom.Municipality))).ToList();
                    Assert.True(behind.Select(atom => atom.Person).Distinct().Count() >= 5 && behind.Select(atom => atom.Partnership).Distinct().Count() >= 5);
                    var values = hidden.ConvertAll(cell => Math.Abs(behind.Where(atom => cell.Key == (group.Key.Breakdown == "sector" ? atom.Sector : atom.Municipality)).Sum(atom => atom.Minutes)));
                    Assert.True(values.Sum() - values.Count >= values.Max());
                }
            }
        }
    }

    [Fact]
    public void Whoever_hides_only_the_small_cells_is_found_out()
    {
        // The attacker of the test above is a real one: without the other hidden cell it computes what it should not.
        var cells = Suppression.Cells([.. Atoms("0101", 9, 9, 60), .. Atoms("0147", 6, 6, 60), .. Atoms("0151", 2, 2, 60)]);
        var attacker = new Attacker();
        attacker.LearnOfNothing(0, cells);
        foreach (var cell in cells.Where(cell => !cell.Suppressed))
        {
            attacker.Learn(Sum(0, cell));
        }
        Assert.False(attacker.Computes(Sum(0, Cell(cells, "0151"))));
        attacker.Learn(Sum(0, Cell(cells, "0147")));
        Assert.True(attacker.Computes(Sum(0, Cell(cells, "0151"))));
    }

    private static IEnumerable<(int Release, OpenCell Cell)> Each(List<(List<Atom> Atoms, IReadOnlyList<OpenCell> Cells)> releases, string kind) =>
        releases.SelectMany((release, number) => release.Cells.Where(cell => cell.Kind == kind).Select(cell => (number, cell)));

    // A cell as a sum of what nobody sees: the minutes of each municipality and sector in each release.
    private static Func<int, string, string, bool> Sum(int release, OpenCell cell) => (month, municipality, sector) =>
        month == release && cell.Breakdown switch { "municipality" => cell.Key == municipality, "sector" => cell.Key == sector, _ => true };

    private static OpenCell Cell(IReadOnlyList<OpenCell> cells, string municipality) => cells.Single(cell => cell.Breakdown == "municipality" && cell.Key == municipality);

    private static List<Atom> Atoms(string municipality, int people, int partnerships, long minutes)
    {
        var (persons, tables) = (Enumerable.Range(0, people).Select(_ => Guid.NewGuid()).ToList(), Enumerable.Range(0, partnerships).Select(_ => Guid.NewGuid()).ToList());
        return [.. Enumerable.Range(0, Math.Max(people, partnerships)).Select(i => new Atom(
            municipality, "civil", "frivillig", tables[i % partnerships], (Guid.Empty, persons[i % people].ToString()), minutes))];
    }

    /// <summary>Partnerships in municipalities whose volunteers' hours are approved, and taken back, month after month.</summary>
    private sealed class World
    {
        public static readonly string[] Kinds = ["csr_loentid", "faglig", "frivillig"];
        private static readonly string[] Municipalities = ["", "0101", "0147", "0151", "0153", "0155", "0157"];
        private static readonly string[] Sectors = ["civil", "market", "public"];

        public World(Random random, int months)
        {
            var tables = Enumerable.Range(0, random.Next(5, 60)).Select(_ => (Id: Guid.NewGuid(), Place: Municipalities[Math.Min(random.Next(7), random.Next(9))])).ToList();
            var people = Enumerable.Range(0, random.Next(5, 80)).Select(number => (Guid.Empty, (string?)$"v{number}")).ToList();
            var before = new List<Atom>();
            for (var month = 0; month < months; month++)
            {
                var entries = Enumerable.Range(0, random.Next(10, 250)).Select(_ =>
                {
                    var (id, place) = tables[random.Next(tables.Count)];
                    return new Atom(place, Sectors[Math.Min(random.Next(3), random.Next(3))], Kinds[Math.Min(random.Next(3), random.Next(3))], id,
                        people[random.Next(people.Count)], random.Next(1, 600));
                }).ToList();
                entries.AddRange(before.Where(_ => random.Next(10) == 0).Select(taken => taken with { Minutes = -taken.Minutes }).ToList());
                before.AddRange(entries.Where(entry => entry.Minutes > 0));
                Months.Add([.. entries.GroupBy(entry => entry with { Minutes = 0 }).Select(same => same.Key with { Minutes = same.Sum(entry => entry.Minutes) })
                    .Where(atom => atom.Minutes != 0)]);
            }
        }

        public List<List<Atom>> Months { get; } = [];
    }

    /// <summary>Knows every published sum, and computes whatever follows from them: Gauss, exactly, by a prime.</summary>
    private sealed class Attacker
    {
        private static readonly BigInteger Prime = BigInteger.Pow(2, 61) - 1;
        private static readonly string[] Everywhere = ["", "0101", "0147", "0151", "0153", "0155", "0157"];
        private static readonly string[] Sectors = ["civil", "market", "public", ""];
        private readonly List<(int Pivot, BigInteger[] Row)> _known = [];

        public void Learn(Func<int, string, string, bool> sum)
        {
            var row = Reduce(Vector(sum, Everywhere));
            var pivot = Array.FindIndex(row, value => !value.IsZero);
            if (pivot >= 0)
            {
                var inverse = BigInteger.ModPow(row[pivot], Prime - 2, Prime);
                _known.Add((pivot, [.. row.Select(value => value * inverse % Prime)]));
            }
        }

        /// <summary>Municipalities and sectors that are not in the file had nothing.</summary>
        public void LearnOfNothing(int release, IReadOnlyList<OpenCell> cells)
        {
            var inFile = cells.Select(cell => (cell.Breakdown, cell.Key)).ToHashSet();
            foreach (var municipality in Everywhere)
            {
                foreach (var sector in Sectors.Where(sector => !inFile.Contains(("municipality", municipality)) || !inFile.Contains(("sector", sector))))
                {
                    Learn((month, place, party) => month == release && place == municipality && party == sector);
                }
            }
        }

        public bool Computes(Func<int, string, string, bool> sum) => Array.TrueForAll(Reduce(Vector(sum, Everywhere)), value => value.IsZero);

        private BigInteger[] Reduce(BigInteger[] row)
        {
            foreach (var (pivot, known) in _known)
            {
                var factor = row[pivot];
                for (var i = 0; !factor.IsZero && i < row.Length; i++)
                {
                    row[i] = (((row[i] - (factor * known[i])) % Prime) + Prime) % Prime;
                }
            }
            return row;
        }

        private static BigInteger[] Vector(Func<int, string, string, bool> sum, string[] municipalities) =>
            [.. from month in Enumerable.Range(0, 4) from municipality in municipalities from sector in Sectors
                select sum(month, municipality, sector) ? BigInteger.One : BigInteger.Zero];
    }
}
