using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What can change under a running agreement with the consent of those concerned alone.</summary>
public enum AmendmentKind
{
    /// <summary>One more party, with commitments of its own.</summary>
    Join,

    /// <summary>A party takes another's place.</summary>
    Replace,

    /// <summary>A task goes to another owner.</summary>
    MoveTask,

    /// <summary>The lead goes to citizens; who led becomes a supporter.</summary>
    Transfer,
}

/// <summary>A change of the text that waits for those whom it binds; everybody else's consent stays.</summary>
/// <param name="Framework">The text under which it was proposed.</param>
/// <param name="NeededFrom">Whose consent it takes.</param>
/// <param name="Party">Who comes.</param>
/// <param name="Participant">Who goes, gets the task, or gets the lead.</param>
internal sealed record Amendment(
    AmendmentKind Kind, string Framework, Guid ProposedBy, DateTimeOffset At, IReadOnlyList<Guid> NeededFrom, IReadOnlyList<Guid> ConsentedBy,
    AgreementParty? Party = null, IReadOnlyList<Commitment>? Commitments = null, Guid? Participant = null, string? Task = null, string? Role = null,
    string? Reason = null)
{
    /// <summary>What a consent to it names.</summary>
    [JsonIgnore]
    public string Hash => CanonicalJson.Hash(JsonSerializer.SerializeToNode(
        this with { ProposedBy = default, At = default, NeededFrom = [], ConsentedBy = [] }, HubJson.Options) as JsonObject);

    /// <summary>True when nobody's consent is missing.</summary>
    [JsonIgnore]
    public bool IsAgreed => NeededFrom.All(ConsentedBy.Contains);
}
