using System.Text.Json;

namespace SocialEnzyme.Hub.AppHost.Sample;

/// <summary>A cross-sector case or idea of the two papers that the hub grew from, as cases.json tells it.</summary>
public sealed record SourceCase(
    string Id,
    string Title,
    string Kind,
    string DescriptionDa,
    CaseNeed? Need,
    CaseMunicipality? Municipality,
    CaseLocation? Location,
    string Scope,
    IReadOnlyList<CaseParty> Parties,
    IReadOnlyList<CaseContribution> Contributions,
    IReadOnlyList<CaseOutcome> Outcomes,
    CaseSource Source)
{
    /// <summary>Whether somebody in Denmark could answer it: not an example from abroad, and more than a name.</summary>
    public bool IsNeed => Need is not null && Kind is not ("international" or "named-only");
}

public sealed record CaseNeed(string Who, string What, string Category, string TargetGroup);

/// <param name="Basis">Stated in the source, or inferred, and from what.</param>
public sealed record CaseMunicipality(string Name, string Code, string Basis);

/// <param name="Basis">The papers give no coordinates: every one is approximate.</param>
public sealed record CaseLocation(double Lat, double Lon, string Precision, string Basis);

/// <param name="Named">False: a kind of actor, not an organisation.</param>
public sealed record CaseParty(string Name, string Sector, bool Named);

public sealed record CaseContribution(string Type, string DescriptionDa);

/// <summary>What the source says came of it. A figure never stands without its evidence.</summary>
public sealed record CaseOutcome(
    string DescriptionDa, string Evidence, string? Metric, JsonElement? Before, JsonElement? After, JsonElement? Value, string? Unit, string? Where);

public sealed record CaseSource(string File, int Line);

sealed record CaseMeta(IReadOnlyDictionary<string, string> Seeds);

/// <summary>The whole of cases.json.</summary>
sealed record CaseCollection(CaseMeta Meta, IReadOnlyList<SourceCase> Cases);
