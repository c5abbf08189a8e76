namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>An organisation joined the hub. Durable consumers: none yet.</summary>
public sealed record ParticipantRegistered(Guid ParticipantId, string Name, string Sector, string Kind, DateTimeOffset At);

/// <summary>A participant may do nothing until it is resumed. Durable consumers: opportunities (deliveries stop).</summary>
public sealed record ParticipantSuspended(Guid ParticipantId, DateTimeOffset At);

/// <summary>A suspension ended. Durable consumers: opportunities (deliveries go on).</summary>
public sealed record ParticipantResumed(Guid ParticipantId, DateTimeOffset At);

/// <summary>A key is void, for good. Durable consumers: none; the gateway asks for itself, so that it also learns while the broker is down.</summary>
public sealed record CredentialRevoked(Guid CredentialId, Guid ParticipantId, DateTimeOffset At);
