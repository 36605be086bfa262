using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>Writes of several sessions share scripts, and keep each other back neither long nor for good.</summary>
public sealed class SharedWritesTests
{
    [Fact]
    public async Task What_is_written_while_scripts_are_on_the_way_shares_the_next()
    {
        await using Rig rig = await Rig.StartAsync();
        long before = rig.Server.Calls("evalsha");

        Task<Tally>[] steps = await rig.StepAllAsync();
        rig.Answer();

        await Eventually.EndsAsync(Task.WhenAll(steps));
        Assert.InRange(rig.Server.Calls("evalsha") - before, 3, 4);
        Assert.Equal(steps.Length, rig.Written());
    }

    [Fact]
    public async Task What_waits_is_sent_after_a_moment_though_nothing_comes_back()
    {
        await using Rig rig = await Rig.StartAsync();
        Task<Tally>[] steps = await rig.StepAllAsync();
        Assert.NotEqual(steps.Length, rig.Written());

        rig.Time.Advance(TimeSpan.FromMilliseconds(2));

        await Eventually.HoldsAsync(() => rig.Written() == steps.Length, "all are written");
        Assert.DoesNotContain(steps, static step => step.IsCompleted);
        rig.Answer();
        await Eventually.EndsAsync(Task.WhenAll(steps));
    }

    [Fact]
    public async Task Session_that_Redis_does_not_take_keeps_none_of_the_others_back()
    {
        await using Rig rig = await Rig.StartAsync();
        rig.Server.Execute("SET", "ai-states:{s39}", "not a set");
        Task<Tally>[] steps = await rig.StepAllAsync();
        rig.Answer();

        await Eventually.EndsAsync(Task.WhenAll(steps[..^1]));
        Assert.All(steps[..^1], static step => Assert.Equal(new Tally(1, 5), step.Result));
        Assert.False(steps[^1].IsCompleted);

        rig.Server.Execute("DEL", "ai-states:{s39}");
        await rig.PassesUntilAsync(steps[^1]);
        Assert.Equal(new Tally(1, 5), await steps[^1]);
    }

    [Fact]
    public async Task Session_that_another_process_has_taken_is_refused_and_the_others_are_written()
    {
        await using Rig rig = await Rig.StartAsync();
        rig.LoseLast();
        Task<Tally>[] steps = await rig.StepAllAsync();
        rig.Answer();

        await Eventually.EndsAsync(Task.WhenAll(steps[..^1]));
        SessionMovedException moved = await Assert.ThrowsAsync<SessionMovedException>(() => steps[^1]);
        Assert.Equal("s39", moved.Session);
        Assert.Equal(steps.Length - 1, rig.Written());
    }

    /// <summary>A process that owns 40 sessions, and whose clock stands still.</summary>
    private sealed class Rig(RedisServer server, StoreProcess process, ManualTimeProvider time) : IAsyncDisposable
    {
        private static readonly string[] s_sessions = [.. Enumerable.Range(0, 40).Select(static i => $"s{i}")];

        public RedisServer Server => server;

        public ManualTimeProvider Time => time;

        public static async Task<Rig> StartAsync()
        {
            RedisPrograms.SkipUnlessInstalled();
            ManualTimeProvider time = new();
            RedisServer server = await RedisServer.StartAsync();
            Rig rig = new(server, await StoreProcess.StartAsync(server, "a", time: time), time);
            await rig.HoldAllAsync();

            // From now on the server has the script: what is sent is run, whether answers come or not.
            await rig.StepAsync("before");
            return rig;
        }

        /// <summary>Makes a step of each session, that of the last one last, and waits until all are to be written. No answer comes until <see cref="Answer"/>.</summary>
        public async Task<Task<Tally>[]> StepAllAsync()
        {
            process.Proxy.ToClient.Block();
            List<Task<Tally>> steps = [];
            foreach (string session in s_sessions)
            {
                steps.Add(StepAsync(session));
                await Eventually.HoldsAsync(() => process.Leases.Find(session)!.States is { AreKept: false }, $"the step of {session}");
            }

            return [.. steps];
        }

        public void Answer() => process.Proxy.Unblock();

        /// <summary>Another process takes the last session, though its lease is not over.</summary>
        public void LoseLast()
        {
            string fence = server.Execute("HGET", "ai-lease:{s39}", "fence").Text;
            server.Execute("HSET", "ai-lease:{s39}", "owner", "b", "address", "at b", "fence", "9000000000000000", "last", "9000000000000000", "fence1", fence, "last1", fence);
        }

        public int Written() => s_sessions.Count(session => server.Execute("EXISTS", $"ai:{{{session}}}/m/tally").ToNumber() == 1);

        /// <summary>Lets time pass until something is done.</summary>
        public Task PassesUntilAsync(Task done) => Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return done.IsCompleted;
            },
            "it is done in time");

        public async ValueTask DisposeAsync()
        {
            process.Restore();
            Task disposing = process.DisposeAsync().AsTask();
            await PassesUntilAsync(disposing);
            await disposing;
            server.Dispose();
        }

        private Task<Tally> StepAsync(string session) => process.AddAsync(session, 5);

        private Task HoldAllAsync() => Task.WhenAll(s_sessions.Select(session => process.Leases.HoldAsync(session, timeout: null, CancellationToken.None).AsTask()));
    }
}
