namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>An organisation joined the hub.</summary>
public sealed record ParticipantRegistered(Guid ParticipantId, string Name, string Sector, string Kind, DateTimeOffset At);

/// <summary>A participant may do nothing until it is resumed.</summary>
[DurableConsumers("opportunities")]
public sealed record ParticipantSuspended(Guid ParticipantId, DateTimeOffset At);

/// <summary>A suspension ended.</summary>
[DurableConsumers("opportunities")]
public sealed record ParticipantResumed(Guid ParticipantId, DateTimeOffset At);

/// <summary>A key is void, for good. The gateway asks participants for itself, so that it also learns while the broker is down.</summary>
public sealed record CredentialRevoked(Guid CredentialId, Guid ParticipantId, DateTimeOffset At);
