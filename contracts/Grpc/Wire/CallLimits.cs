namespace Grpc.Wire;

/// <summary>What the platform allows.</summary>
internal static class CallLimits
{
    /// <summary>One timer cannot wait for more than about 49 days.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);
}
