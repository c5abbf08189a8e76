namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Which of a need's properties a key is made of. There are few, so that a need looks up only those that some filter uses.</summary>
internal readonly record struct KeyShape(int Value)
{
    public const int Count = (2 + GeoGrid.Levels) << 3;

    private const int Category = 1;
    private const int Skill = 2;
    private const int Publisher = 4;
    private const int Municipality = 1 << 3;

    public bool HasCategory => (Value & Category) != 0;

    public bool HasSkill => (Value & Skill) != 0;

    public bool HasPublisher => (Value & Publisher) != 0;

    public bool HasMunicipality => Value >> 3 == 1;

    /// <summary>The grid that the place is looked up in; negative when it is in none.</summary>
    public int Level => (Value >> 3) - 2;

    public static KeyShape Of(bool category, bool skill, bool publisher, bool municipality, int level) => new(
        (category ? Category : 0) | (skill ? Skill : 0) | (publisher ? Publisher : 0)
        | (municipality ? Municipality : level >= 0 ? (level + 2) << 3 : 0));

    /// <summary>Two different sets of values may give the same key: then a candidate too many is looked at.</summary>
    public ulong Key(int category, int skill, Guid publisher, long place)
    {
        var key = Mix((ulong)Value + 1, (ulong)(uint)category);
        key = Mix(key, (ulong)(uint)skill);
        key = Mix(key, (ulong)place);
        return HasPublisher ? Mix(key, (ulong)publisher.GetHashCode()) : key;
    }

    private static ulong Mix(ulong key, ulong value)
    {
        key = (key ^ value) * 0x9E3779B97F4A7C15;
        key = (key ^ (key >> 32)) * 0xD6E8FEB86659FD93;
        return key ^ (key >> 32);
    }
}
