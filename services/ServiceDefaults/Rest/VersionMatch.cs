using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Rest;

/// <summary>Which versions of a thing a change is meant for.</summary>
/// <param name="Versions">Null: whatever the version is.</param>
public sealed record VersionMatch(IReadOnlyList<long>? Versions)
{
    /// <summary>Whatever the version is.</summary>
    public static readonly VersionMatch Any = new((IReadOnlyList<long>?)null);

    /// <summary>Null when the thing has one of these versions.</summary>
    public Rejection? UnlessMet(long version) => Versions is null || Versions.Contains(version) ? null : Rejections.VersionConflict(version);
}
