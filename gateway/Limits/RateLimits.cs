using System.Globalization;
using System.Net;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>Gives each credential its calls: counted together with the other gateways, alone while Redis is away.</summary>
internal sealed class RateLimits(CallBlocks shared, LimitOptions options, TimeProvider clock)
{
    private const int MaxAlone = 100_000;

    private readonly WindowCounter<Guid> _alone = new(options.Window, MaxAlone, clock);
    private readonly WindowCounter<IPAddress> _open = new(options.Window, MaxAlone, clock);
    private readonly string _limit = options.CallsPerWindow.ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts this request, says so in its answer's headers, and refuses it when there is none left.</summary>
    public async ValueTask<Rejection?> TakeAsync(HttpContext context, Guid credential)
    {
        var standing = await shared.TakeAsync(credential) ?? _alone.Add(credential);
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = _limit;
        headers["RateLimit-Remaining"] = Math.Max(0, options.CallsPerWindow - standing.Used).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((long)Math.Ceiling(standing.Reset.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return standing.Used <= options.CallsPerWindow ? null : Answers.TooMany(standing.Reset);
    }

    /// <summary>Counts a request through a door that needs no key, by the network it comes from.</summary>
    public Rejection? TakeOpen(HttpContext context)
    {
        var standing = _open.Add(RefusedAddresses.Network(context.Connection.RemoteIpAddress));
        return standing.Used <= options.OpenCallsPerWindow ? null : Answers.TooMany(standing.Reset);
    }
}
