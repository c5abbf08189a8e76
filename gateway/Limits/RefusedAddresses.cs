using System.Net;
using System.Net.Sockets;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>Slows down whoever tries keys: an address that sent too many wrong ones waits, unless its key is known to be good.</summary>
internal sealed class RefusedAddresses(LimitOptions options, TimeProvider clock)
{
    private const int MaxAddresses = 10_000;
    private const int NetworkBytes = 8;

    private readonly WindowCounter<IPAddress> _refused = new(options.Window, MaxAddresses, clock);

    public void Count(IPAddress? address) => _refused.Add(Network(address));

    /// <summary>How long the address must wait; null when it need not.</summary>
    public TimeSpan? MustWait(IPAddress? address) =>
        _refused.Look(Network(address)) is var (used, reset) && used >= options.RefusedPerWindow ? reset : null;

    // Whoever has one IPv6 address has the whole network of it.
    internal static IPAddress Network(IPAddress? address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
