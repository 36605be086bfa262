using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Sharing;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>One process owns many sessions.</summary>
public sealed class ManySessionsTests
{
    private const int Sessions = 10_000;

    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(8);

    /// <summary>A second or two, and much longer on busy cores.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ten_thousand_sessions_are_renewed_in_few_scripts_and_given_up_together()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using EngineMetrics metrics = new(null);
        await using RedisConnection connection = RedisConnection.Create(
            new RedisStoreOptions { Configuration = server.Address, LeaseTime = s_lease, SessionTimeout = s_patience }, TimeProvider.System, NullLogger.Instance);
        SharedStates states = new(connection, new SharingHost(TimeProvider.System, metrics, NullLogger.Instance, new TensorStoreOptions()));
        string[] names = [.. Enumerable.Range(0, Sessions).Select(static i => $"session-{i}")];
        await Task.WhenAll(names.Select(async name => await states.HoldAsync(name, null, CancellationToken.None)));
        long[] fences = [.. names.Select(states.FenceOf)];
        Assert.DoesNotContain(0, fences);

        // Longer than a lease; each is renewed when half of it is over.
        long scripts = server.Calls("evalsha");
        await Task.Delay(s_lease * 1.5, TimeProvider.System, TestContext.Current.CancellationToken);
        long renewals = server.Calls("evalsha") - scripts;
        Assert.Equal(fences, names.Select(states.FenceOf));
        Assert.InRange(renewals, 2 * Sessions / 256, 40 * Sessions / 256);

        long started = TimeProvider.System.GetTimestamp();
        await states.DisposeAsync();
        TimeSpan releasing = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"{renewals} scripts renewed {Sessions} leases for one and a half leases' time; all were given up in {releasing.TotalMilliseconds:F0} ms");
        Assert.InRange(releasing, TimeSpan.Zero, s_patience);
        Assert.Equal("", server.Execute("HGET", "ai-lease:{session-9999}", "owner").Text);
    }
}
