using System.Net;
using System.Net.Sockets;

namespace RedisAi.Server.Connections;

/// <summary>Where an endpoint listens.</summary>
internal static class ListenAddress
{
    public const string Loopback = "localhost";
    public const string Everywhere = "*";

    /// <summary>The addresses that a text stands for: an address, <c>localhost</c>, or <c>*</c> for all.</summary>
    /// <returns>Empty when it stands for none. All but the first need not be there.</returns>
    public static IReadOnlyList<IPAddress> Parse(string text) => text switch
    {
        Loopback => Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
        Everywhere => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ => IPAddress.TryParse(text, out IPAddress? address) ? [address] : [],
    };

    /// <summary>Whether only this machine reaches all of them.</summary>
    public static bool IsLocal(string text) => Parse(text).All(IPAddress.IsLoopback);
}
