using System.Net.Sockets;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>What waiting for several servers needs, some of which may be gone or changing their part.</summary>
internal static class ServerGroup
{
    /// <summary>An election takes a second or two after the time that a server must be silent, and much longer on busy cores.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as a condition holds for servers, which may refuse meanwhile.</summary>
    /// <param name="condition">Looked at every 20 ms; a server that is gone or refuses makes it false.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="servers">Whose logs the message has.</param>
    /// <exception cref="TimeoutException">It does not hold within a minute.</exception>
    public static async Task HoldsAsync(Func<bool> condition, string what, IEnumerable<RedisServer> servers)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!Try(condition))
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                string logs = string.Join('\n', servers.Select(static server => $"--- {server.Address}, {(server.IsRunning ? "running" : "ended")}\n{Last(server.Log)}"));
                throw new TimeoutException($"Waited {s_patience.TotalSeconds} seconds in vain: {what}\n{logs}");
            }

            await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    /// <summary>Starts several servers alike; none is left where one does not start.</summary>
    public static async Task<RedisServer[]> StartAsync(int count, RedisServerOptions options)
    {
        Task<RedisServer>[] starting = [.. Enumerable.Range(0, count).Select(_ => RedisServer.StartAsync(options))];
        try
        {
            return await Task.WhenAll(starting);
        }
        catch
        {
            foreach (Task<RedisServer> server in starting.Where(static server => server.IsCompletedSuccessfully))
            {
                (await server).Dispose();
            }

            throw;
        }
    }

    private static bool Try(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (Exception error) when (error is SocketException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Last(string log) => log.Length > 2000 ? log[^2000..] : log;
}
