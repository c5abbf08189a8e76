using SocialEnzyme.Hub.Opportunities.Channels;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Wakes the workers of this process after a commit. A hint only: they also look by themselves.</summary>
internal sealed class CallOutSignals
{
    /// <summary>A round may be due.</summary>
    public Signal Rounds { get; } = new();

    /// <summary>A place may have come back.</summary>
    public Signal Settle { get; } = new();
}
