using System.Net;

namespace RedisAi.Store.Redis;

/// <summary>Addresses as people write them.</summary>
internal static class EndPointName
{
    public static string Of(EndPoint? server) => server switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        null => "?",
        _ => server.ToString() ?? "?",
    };
}
