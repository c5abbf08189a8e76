namespace SocialEnzyme.Hub.Participants;

/// <summary>Times as the database keeps them, so that the first answer says the same as every later one.</summary>
internal static class StoredTime
{
    public static DateTimeOffset ToStored(this DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
