namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>How long the gateway trusts what participants said of a key. Together they keep "void everywhere within one second".</summary>
internal sealed class CredentialOptions
{
    /// <summary>A request is let in on an answer to a question that was asked at most this long ago.</summary>
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What is under way is aborted when no newer question was answered.</summary>
    public TimeSpan AbortAfter { get; set; } = TimeSpan.FromMilliseconds(900);

    /// <summary>How often participants are asked about every key in use.</summary>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A key that nobody used for so long is no longer asked about.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a question may take.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Keys that may wait for their first answer; more are refused unasked.</summary>
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>Keys in one question; participants takes no more.</summary>
    public const int MaxBatch = 1_000;

    /// <summary>Questions under way at once.</summary>
    public const int MaxQuestions = 4;
}
