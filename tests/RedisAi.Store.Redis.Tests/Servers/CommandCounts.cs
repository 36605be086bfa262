using System.Globalization;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>What a server says of the commands that it has run.</summary>
internal static class CommandCounts
{
    /// <summary>Returns how often a command was run, in scripts too.</summary>
    /// <param name="server">The server.</param>
    /// <param name="command">The command in small letters.</param>
    public static long Calls(this RedisServer server, string command) =>
        server.Info($"cmdstat_{command}") is { } counts ? long.Parse(counts.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture) : 0;
}
