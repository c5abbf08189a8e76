using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>How webhooks are sent; the section Webhooks of the configuration.</summary>
internal sealed class WebhookOptions : IValidatableObject
{
    /// <summary>How long an endpoint that fails is left alone, after the first failure, the second, and on. After the last it is disabled.</summary>
    public IList<TimeSpan> Schedule { get; } = [];

    /// <summary>Networks that may be called although they are not public, in CIDR form. For tests.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>32 bytes in base64, under which secrets are encrypted.</summary>
    public string? SecretKey { get; set; }

    /// <summary>How long an endpoint may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Requests under way at once, to all endpoints and to one.</summary>
    public int Concurrency { get; set; } = 256;

    public int ConcurrencyPerEndpoint { get; set; } = 4;

    /// <summary>How fast an endpoint that came back gets what waited, per second.</summary>
    public int ReleasePerSecond { get; set; } = 100;

    /// <summary>The schedule of Standard Webhooks, when none is configured.</summary>
    public IReadOnlyList<TimeSpan> Intervals => Schedule.Count > 0 ? [.. Schedule] : Usual;

    private static readonly TimeSpan[] Usual =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in AllowedNetworks.Where(network => !System.Net.IPNetwork.TryParse(network, out _)))
        {
            yield return new ValidationResult($"Webhooks:AllowedNetworks holds {network}; write a network such as 127.0.0.0/8.");
        }
        if (!string.IsNullOrEmpty(SecretKey) && (!Convert.TryFromBase64String(SecretKey, new byte[64], out var length) || length != 32))
        {
            yield return new ValidationResult("Webhooks:SecretKey must be 32 bytes in base64.");
        }
        if (Timeout <= TimeSpan.Zero || Concurrency < 1 || ConcurrencyPerEndpoint < 1 || ReleasePerSecond < 1 || Schedule.Any(wait => wait < TimeSpan.Zero))
        {
            yield return new ValidationResult("Webhooks: Timeout, Concurrency, ConcurrencyPerEndpoint and ReleasePerSecond must be positive, waits not negative.");
        }
    }
}
