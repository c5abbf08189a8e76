using System.Text.Json;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>The words of the wire and of the database.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>What a party is in the partnership.</summary>
internal static class Roles
{
    /// <summary>Who leads.</summary>
    public const string Host = "vært";

    /// <summary>Who led before citizens did.</summary>
    public const string Supporter = "støtter";

    /// <summary>The seat's role: of the present text, of the invitation, or none.</summary>
    public static string Of(Partnership partnership, Seat seat) =>
        partnership.Agreement.Parties!.FirstOrDefault(party => party.ParticipantId == seat.ParticipantId)?.Role
        ?? partnership.Pending.FirstOrDefault(amendment => amendment.Party?.ParticipantId == seat.ParticipantId)?.Party?.Role
        ?? "";
}
