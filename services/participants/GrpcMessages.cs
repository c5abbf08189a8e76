using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using V1 = SocialEnzyme.Hub.Contracts.Participants.V1;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Participants and credentials as their messages.</summary>
internal static class GrpcMessages
{
    public static V1.Participant ToMessage(this Participant participant) => new()
    {
        Id = participant.Id.ToString(),
        Name = participant.Name,
        Sector = GrpcWords.ToMessage(participant.Sector),
        Kind = GrpcWords.ToMessage(participant.Kind),
        Cvr = participant.Cvr ?? "",
        Municipality = participant.Municipality ?? "",
        ContactRole = participant.ContactRole ?? "",
        State = participant.State == ParticipantState.Active ? V1.ParticipantState.Active : V1.ParticipantState.Suspended,
        RegisteredAt = participant.RegisteredAt.ToTimestamp(),
    };

    public static V1.Credential ToMessage(this Credential credential) => new()
    {
        Id = credential.Id.ToString(),
        ParticipantId = credential.ParticipantId.ToString(),
        Name = credential.Name,
        Scopes = { credential.Scopes },
        IssuedAt = credential.IssuedAt.ToTimestamp(),
        ExpiresAt = credential.ExpiresAt?.ToTimestamp(),
        RevokedAt = credential.RevokedAt?.ToTimestamp(),
    };

    public static V1.CheckedCredential ToMessage(this CredentialStore.Holder? holder) => holder is null
        ? new()
        : new()
        {
            Valid = true,
            CredentialId = holder.CredentialId.ToString(),
            ParticipantId = holder.ParticipantId.ToString(),
            ParticipantName = holder.ParticipantName,
            Sector = GrpcWords.ToMessage(holder.Sector),
            Kind = GrpcWords.ToMessage(holder.Kind),
            Scopes = { holder.Scopes },
            ExpiresAt = holder.ExpiresAt?.ToTimestamp(),
        };

    /// <summary>A time that no calendar has is one in the past, and refused as that.</summary>
    public static DateTimeOffset? Time(Timestamp? time) => time is null ? null
        : time.Seconds is < -62_135_596_800 or > 253_402_300_799 || time.Nanos is < 0 or > 999_999_999 ? DateTimeOffset.MinValue
        : time.ToDateTimeOffset();

    public static V1.RetainedEvent ToMessage(this RetainedEvents.Item item) => new()
    {
        Id = item.Id.ToString(),
        Type = item.Type,
        Body = item.Body,
        RecordedAt = item.RecordedAt.ToTimestamp(),
    };
}

/// <summary>The enumerations of the contract: one more than ours, for unspecified, and else in the same order.</summary>
internal static class GrpcWords
{
    public static string? Of(V1.Sector sector) => sector == V1.Sector.Unspecified || !System.Enum.IsDefined(sector) ? null : Words.Of((Sector)(sector - 1));

    public static string? Of(V1.ParticipantKind kind) =>
        kind == V1.ParticipantKind.Unspecified || !System.Enum.IsDefined(kind) ? null : Words.Of((ParticipantKind)(kind - 1));

    public static V1.Sector ToMessage(Sector sector) => (V1.Sector)(sector + 1);

    public static V1.ParticipantKind ToMessage(ParticipantKind kind) => (V1.ParticipantKind)(kind + 1);
}
