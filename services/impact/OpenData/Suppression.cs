namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>
/// Makes the cells of a month: hides those that fewer than five people or fewer than five partnerships are behind, and as many others as it takes that no hidden
/// one can be computed. The parts of one breakdown do not overlap, so all that can be computed is what its hidden parts come to together: that, too, must have
/// five people and five partnerships behind it, and be so much that none of them can be told even roughly.
/// </summary>
/// <remarks>
/// Municipalities and sectors are never crossed: two sets of margins have nothing in common but their sum. Months never overlap either, for an entry is in the
/// release of the month in which it was recorded and in no other. So nothing follows from releases together that does not follow from one of them.
/// </remarks>
internal static class Suppression
{
    public const int Few = 5;

    private const string All = "all";

    public static IReadOnlyList<OpenCell> Cells(IReadOnlyList<Atom> atoms) =>
        [.. atoms.GroupBy(atom => atom.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).SelectMany(kind => OfKind(kind.Key, [.. kind]))];

    private static List<OpenCell> OfKind(string kind, IReadOnlyList<Atom> atoms)
    {
        var whole = new Part("", atoms);
        var municipalities = new Breakdown("municipality", Parts(atoms, atom => atom.Municipality));
        var sectors = new Breakdown("sector", Parts(atoms, atom => atom.Sector));
        // Where hiding all parts is not enough, what they come to is hidden, too.
        var isShown = whole.IsOfEnough && municipalities.IsSafe && sectors.IsSafe;
        return
        [
            new(All, "", kind, isShown ? whole.Minutes : null),
            .. municipalities.Cells(kind, isShown),
            .. sectors.Cells(kind, isShown),
        ];
    }

    private static List<Part> Parts(IReadOnlyList<Atom> atoms, Func<Atom, string> by) =>
        [.. atoms.GroupBy(by).Select(group => new Part(group.Key, [.. group])).OrderBy(part => part.Key, StringComparer.Ordinal)];

    private sealed class Breakdown
    {
        private readonly string _name;
        private readonly List<Part> _parts;
        private readonly HashSet<Part> _hidden;

        public Breakdown(string name, List<Part> parts)
        {
            (_name, _parts) = (name, parts);
            _hidden = parts.Where(part => !part.IsOfEnough).ToHashSet();
            // The smallest that may be shown is what is missed least.
            foreach (var next in parts.Where(part => part.IsOfEnough).OrderBy(part => Math.Abs(part.Minutes)).ThenBy(part => part.Key, StringComparer.Ordinal))
            {
                if (IsSafe)
                {
                    break;
                }
                _hidden.Add(next);
            }
        }

        public bool IsSafe => _hidden.Count == 0 || (_hidden.Count > 1 && HaveEnoughTogether() && LeaveRoom());

        public IEnumerable<OpenCell> Cells(string kind, bool isShown) =>
            _parts.Select(part => new OpenCell(_name, part.Key, kind, isShown && !_hidden.Contains(part) ? part.Minutes : null));

        private bool HaveEnoughTogether() => new Part("", [.. _hidden.SelectMany(part => part.Atoms)]).IsOfEnough;

        // Somebody who knows that each is a minute at least does not come near to any: it may be anything up to its own size away.
        private bool LeaveRoom() => _hidden.Sum(part => Math.Abs(part.Minutes)) - _hidden.Count >= _hidden.Max(part => Math.Abs(part.Minutes));
    }

    private sealed record Part(string Key, IReadOnlyList<Atom> Atoms)
    {
        public long Minutes { get; } = Atoms.Sum(atom => atom.Minutes);

        public bool IsOfEnough { get; } =
            Atoms.Select(atom => atom.Person).Distinct().Take(Few).Count() == Few && Atoms.Select(atom => atom.Partnership).Distinct().Take(Few).Count() == Few;
    }
}
