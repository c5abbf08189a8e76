using System.Net;
using System.Net.Sockets;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Which addresses the hub may be made to call: public ones over https, and networks that an operator allowed.</summary>
internal sealed class AddressGuard(IEnumerable<IPNetwork> allowed)
{
    // IANA's special-purpose registries, and every form in which IPv6 can carry an IPv4 address past a check.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Of IPv6 only what IANA has given out for the global internet is called, less what is special within it.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublicWithinGlobal =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    private readonly IPNetwork[] _allowed = [.. allowed];

    /// <summary>True when an operator allowed some network, for tests: a name may then lead there, also over plain http.</summary>
    public bool AllowsAnyPrivate => _allowed.Length > 0;

    /// <summary>True when this very address may be connected to.</summary>
    public bool MayDial(IPAddress address, bool isHttps)
    {
        var plain = Plain(address);
        return _allowed.Any(network => network.Contains(plain)) || (isHttps && IsPublic(address));
    }

    /// <summary>True for an address on the open internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !NotPublic.Any(network => network.Contains(address)),
        // A mapped address is judged as what it maps to; a scope id never leaves its link.
        AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => IsPublic(address.MapToIPv4()),
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && Global.Contains(address) && !NotPublicWithinGlobal.Any(network => network.Contains(address)),
        _ => false,
    };

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
