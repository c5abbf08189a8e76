using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>An organisation that calls, as the gateway would vouch for it.</summary>
public sealed record Party(Guid Id, string Name, string Sector, string Kind, string Scopes)
{
    public Guid CredentialId { get; } = Guid.CreateVersion7();

    /// <summary>A service of the hub that calls for itself.</summary>
    public bool IsService { get; init; }
}

/// <summary>Valid things; a test spells out only what it is about.</summary>
public static class Some
{
    private const string Publishing = "needs:write subscriptions:manage";

    /// <summary>Of the public sector; may publish needs.</summary>
    public static Party Municipality(string name = "Eksempel Kommune") => new(Guid.CreateVersion7(), name, "public", "municipality", Publishing);

    /// <summary>Of the civil sector; may publish needs.</summary>
    public static Party Association(string name = "Eksempelforeningen") => new(Guid.CreateVersion7(), name, "civil", "association", Publishing);

    /// <summary>Of the market sector; holds the scope, but its sector publishes no needs.</summary>
    public static Party Company(string name = "Eksempel A/S") => new(Guid.CreateVersion7(), name, "market", "company", Publishing);

    /// <summary>An operator of the hub.</summary>
    public static Party Operator() => new(Guid.CreateVersion7(), "Hubbens drift", "civil", "operator", "operate");

    /// <summary>A service of the hub.</summary>
    public static Party Service() => new(Guid.Empty, "", "", "", "") { IsService = true };

    /// <summary>A publisher's own key that no other test uses.</summary>
    public static string Reference() => $"ref-{Guid.CreateVersion7():n}";

    /// <summary>The five fields that are enough.</summary>
    public static JsonObject Need(string? reference = null)
    {
        var need = new JsonObject
        {
            ["title"] = "Lektiehjælp to aftener om ugen",
            ["description"] = "Frivillige til lektiecaféen for 7.-9. klasse.",
            ["category"] = "uddannelse",
            ["municipality"] = "0101",
        };
        if (reference is not null)
        {
            need["reference"] = reference;
        }
        return need;
    }

    /// <summary>The same with other values; null removes.</summary>
    public static JsonObject With(this JsonObject need, string name, JsonNode? value)
    {
        if (value is null)
        {
            need.Remove(name);
        }
        else
        {
            need[name] = value;
        }
        return need;
    }
}
