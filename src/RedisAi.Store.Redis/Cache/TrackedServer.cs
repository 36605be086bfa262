using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A server that is asked to tell of writes to what the command connection reads and wants to know of, see <see cref="FollowedRead"/>, on the connection for channels.</summary>
internal sealed class TrackedServer
{
    private readonly IServer _server;
    private readonly long _target;

    private TrackedServer(IServer server, long target)
    {
        _server = server;
        _target = target;
    }

    public EndPoint EndPoint => _server.EndPoint;

    /// <summary>Finds the connection for channels, by its name, and has invalidations sent there.</summary>
    /// <param name="server">The server.</param>
    /// <param name="clientName">The name of our connections, which nobody else has.</param>
    /// <returns>Null when the connection for channels is not there yet.</returns>
    /// <exception cref="RedisServerException">The server has no such command, or the user must not.</exception>
    public static async Task<TrackedServer?> StartAsync(IServer server, string clientName)
    {
        string list = (string?)await server.ExecuteAsync("CLIENT", "LIST", "TYPE", "PUBSUB").ConfigureAwait(false) ?? "";
        if (FindTarget(list, clientName) is not { } target)
        {
            return null;
        }

        // A connection that is tracked keeps its target unless it is switched off before.
        await server.ExecuteAsync("CLIENT", "TRACKING", "OFF").ConfigureAwait(false);

        // Its own writes are known to it. That a key of a state is written by scripts here is not, see TensorReads.
        await server.ExecuteAsync("CLIENT", "TRACKING", "ON", "REDIRECT", target.ToString(CultureInfo.InvariantCulture), "OPTIN", "NOLOOP").ConfigureAwait(false);

        // Whether the user may: refused in a transaction, it would end that.
        await server.ExecuteAsync("CLIENT", "CACHING", "YES").ConfigureAwait(false);
        return new TrackedServer(server, target);
    }

    /// <summary>Whether the connection is tracked still: a new one is not.</summary>
    public async Task<bool> IsSoundAsync()
    {
        RedisResult[] facts = (RedisResult[]?)await _server.ExecuteAsync("CLIENT", "TRACKINGINFO").ConfigureAwait(false) ?? [];
        bool isOn = false;
        bool isOurs = false;
        for (int i = 0; i + 1 < facts.Length; i += 2)
        {
            switch ((string?)facts[i])
            {
                case "flags":
                    string?[] flags = (string?[]?)facts[i + 1] ?? [];
                    isOn = flags.Contains("on") && !flags.Contains("broken_redirect");
                    break;
                case "redirect":
                    isOurs = (long)facts[i + 1] == _target;
                    break;
            }
        }

        return isOn && isOurs;
    }

    /// <summary>The newest of our connections in a list of clients; an older one may be dead, and the server not know it yet.</summary>
    internal static long? FindTarget(string list, string clientName)
    {
        long? newest = null;
        foreach (string client in list.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] facts = client.Trim().Split(' ');
            if (facts.Contains($"name={clientName}")
                && facts.FirstOrDefault(static fact => fact.StartsWith("id=", StringComparison.Ordinal)) is { } said
                && long.TryParse(said.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            {
                newest = Math.Max(newest ?? 0, id);
            }
        }

        return newest;
    }
}
