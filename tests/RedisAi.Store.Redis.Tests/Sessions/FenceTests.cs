using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Sharing;
using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>A call that began under a fence writes under no other one.</summary>
public sealed class FenceTests
{
    [Fact]
    public async Task Step_that_began_before_the_session_was_lost_is_refused_when_it_is_held_again_though_its_state_is_gone()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using EngineMetrics metrics = new(null);
        await using RedisConnection connection = Connect(server);
        await using SharedStates states = new(connection, new SharingHost(TimeProvider.System, metrics, NullLogger.Instance, new TensorStoreOptions()));
        await states.HoldAsync("s", null, CancellationToken.None);
        long first = states.FenceOf("s");
        Write(states, 1, readVersion: 0, first);
        await states.CommitAsync("s", first);
        Assert.True(states.TryRead("s/m/h", out TensorValue read, out long version));
        read.Release();

        // Another process takes it, ends it and gives it up, all unseen.
        server.Execute("DEL", "ai:{s}/m/h", "ai-lease:{s}");
        await Eventually.HoldsAsync(() => states.FenceOf("s") == 0, "the loss is known");
        await states.HoldAsync("s", null, CancellationToken.None);
        long second = states.FenceOf("s");

        Assert.True(second > first);
        Assert.False(states.Contains("s/m/h"));
        Assert.Throws<SessionMovedException>(() => Write(states, 2, version, first));
        Assert.False(states.Contains("s/m/h"));
        Write(states, 3, readVersion: 0, second);
        await states.CommitAsync("s", second);
    }

    [Fact]
    public async Task Commit_of_a_former_fence_is_no_success()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using EngineMetrics metrics = new(null);
        await using RedisConnection connection = Connect(server);
        await using SharedStates states = new(connection, new SharingHost(TimeProvider.System, metrics, NullLogger.Instance, new TensorStoreOptions()));
        await states.HoldAsync("s", null, CancellationToken.None);
        long first = states.FenceOf("s");
        server.Execute("DEL", "ai-lease:{s}");
        Write(states, 1, readVersion: 0, first);

        // It was refused; where that was known before the commit was asked for, all that is said is that the session was lost.
        await Assert.ThrowsAnyAsync<RedisAiException>(() => states.CommitAsync("s", first));
        await states.HoldAsync("s", null, CancellationToken.None);

        await Assert.ThrowsAsync<SharedStoreException>(() => states.CommitAsync("s", first));
    }

    [Fact]
    public async Task Commit_after_a_session_was_given_up_with_everything_written_is_one()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using EngineMetrics metrics = new(null);
        await using RedisConnection connection = Connect(server);
        await using SharedStates states = new(connection, new SharingHost(TimeProvider.System, metrics, NullLogger.Instance, new TensorStoreOptions()));
        await states.HoldAsync("s", null, CancellationToken.None);
        long fence = states.FenceOf("s");
        Write(states, 1, readVersion: 0, fence);
        Assert.True(states.Leases.TryGiveUp(states.Leases.Find("s")!, out Task released));
        await released;

        await states.CommitAsync("s", fence);

        Assert.Equal(0, states.FenceOf("s"));
        Assert.Equal(1, server.Execute("EXISTS", "ai:{s}/m/h").ToNumber());
    }

    [Fact]
    public async Task Versions_in_Redis_grow_from_owner_to_owner()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using EngineMetrics metrics = new(null);
        long last = 0;
        for (int owner = 0; owner < 3; owner++)
        {
            await using RedisConnection connection = Connect(server);
            await using SharedStates states = new(connection, new SharingHost(TimeProvider.System, metrics, NullLogger.Instance, new TensorStoreOptions()));
            for (int step = 0; step < 5; step++)
            {
                await states.HoldAsync("s", null, CancellationToken.None);
                long read = 0;
                if (states.TryRead("s/m/h", out TensorValue value, out read))
                {
                    value.Release();
                }

                Write(states, step, read, states.FenceOf("s"));
                await states.CommitAsync("s", states.FenceOf("s"));
                long version = BitConverter.ToInt64(System.Text.Encoding.Latin1.GetBytes(server.Execute("GETRANGE", "ai:{s}/m/h", "8", "15").Text));
                Assert.True(version > last);
                last = version;
            }
        }
    }

    private static RedisConnection Connect(RedisServer server) => RedisConnection.Create(
        new RedisStoreOptions { Configuration = server.Address, LeaseTime = TimeSpan.FromSeconds(1), Writes = RedisWriteMode.WriteThrough }, TimeProvider.System, NullLogger.Instance);

    private static void Write(SharedStates states, long value, long readVersion, long fence)
    {
        using AiTensor tensor = AiTensor.Create<long>([1, 1], [value]);
        TensorValue lent = tensor.Lease();
        try
        {
            Assert.True(states.TryWrite([new StateWrite("s/m/h", lent, null, readVersion)], fence));
        }
        finally
        {
            lent.Release();
        }
    }
}
