using System.Collections.Concurrent;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>Sessions go from process to process, and each step is made once, after the one before.</summary>
public sealed class SessionMoveTests
{
    private const int Callers = 4;
    private const int Sessions = 3;
    private const int Steps = 50;

    [Theory]
    [InlineData(RedisWriteMode.WriteThrough, 1)]
    [InlineData(RedisWriteMode.WriteThrough, 2)]
    [InlineData(RedisWriteMode.WriteBehind, 3)]
    [InlineData(RedisWriteMode.WriteBehind, 4)]
    public async Task Steps_by_three_processes_at_random_are_those_of_one(RedisWriteMode writes, int seed)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", options => options.Writes = writes);
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b", options => options.Writes = writes);
        await using StoreProcess c = await StoreProcess.StartAsync(server, "c", options => options.Writes = writes);
        StoreProcess[] processes = [a, b, c];
        ConcurrentBag<(string Session, long X, Tally After)> answers = [];

        await Eventually.EndsAsync(Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                Random random = new((seed * 100) + caller);
                for (int step = 0; step < Steps; step++)
                {
                    (string session, long x) = ($"s{random.Next(Sessions)}", random.Next(1, 1000));
                    answers.Add((session, x, await processes[random.Next(processes.Length)].AddSurelyAsync(session, x)));
                }
            },
            TestContext.Current.CancellationToken))));

        Assert.Equal(Callers * Steps, answers.Count);
        foreach (IGrouping<string, (string Session, long X, Tally After)> session in answers.GroupBy(static answer => answer.Session))
        {
            Tally before = default;
            foreach ((_, long x, Tally after) in session.OrderBy(static answer => answer.After.Steps))
            {
                Assert.Equal(new Tally(before.Steps + 1, before.Sum + x), after);
                before = after;
            }
        }
    }

    [Fact]
    public async Task Session_is_given_away_when_the_calls_have_ended_that_were_there_before()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using ManualResetEventSlim goOn = new();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.LeaseTime = TimeSpan.FromSeconds(30));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b", static options => options.LeaseTime = TimeSpan.FromSeconds(30));
        a.Running = _ => Eventually.Comes(goOn);
        Task<Tally> first = Task.Run(() => a.AddAsync("s", 1), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => a.Runs == 1, "a run with the first process");
        Task<Tally> waiting = Task.Run(() => a.AddAsync("s", 10), TestContext.Current.CancellationToken);

        Task<Tally> moved = b.AddAsync("s", 100);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(moved.IsCompleted);
        goOn.Set();

        Assert.Equal(new Tally(1, 1), await first);
        Tally[] others = [await waiting, await moved];
        Assert.Equal([2, 3], others.Select(static tally => tally.Steps).Order());
        Assert.Equal(111, others.Max(static tally => tally.Sum));
    }

    [Fact]
    public async Task All_models_of_a_session_move_together()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        await a.AddAsync("s", 1, "m");
        await a.AddAsync("s", 2, "n");

        Assert.Equal(new Tally(2, 11), await b.AddAsync("s", 10, "m"));
        Assert.Equal(0, a.Leases.FenceOf("s"));
        Assert.Equal(new Tally(2, 22), await b.AddAsync("s", 20, "n"));
    }

    [Theory]
    [InlineData("a/b%c")]
    [InlineData("{p3}:42")]
    [InlineData("}x{")]
    [InlineData("größe 7")]
    public async Task Any_name_is_a_session(string session)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        await a.AddAsync(session, 1);

        Assert.Equal(new Tally(2, 3), await b.AddAsync(session, 2));
        Assert.Equal("b", await a.Engine.RoutingHintAsync(session, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Hint_says_where_a_session_is()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "http://a:8080");
        await using StoreProcess b = await StoreProcess.StartAsync(server, "http://b:8080");
        Assert.Null(await b.Engine.RoutingHintAsync("s", TestContext.Current.CancellationToken));

        await a.AddAsync("s", 1);

        Assert.Equal("http://a:8080", await a.Engine.RoutingHintAsync("s", TestContext.Current.CancellationToken));
        Assert.Equal("http://a:8080", await b.Engine.RoutingHintAsync("s", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task States_of_an_owned_session_are_read_and_written_without_the_network()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", static options => (options.Writes, options.LeaseTime, options.WriteInterval) = (RedisWriteMode.WriteBehind, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30)));
        await a.AddAsync("s", 1);
        a.Proxy.Block();

        for (int step = 2; step <= 20; step++)
        {
            Assert.Equal(new Tally(step, step), await a.AddAsync("s", 1, timeout: TimeSpan.FromSeconds(5)));
        }

        using AiTensor? state = a.Engine.Tensors.Get(a.Engine.Models["m"].GetStateKey("s", "tally"));
        Assert.Equal([20L, 20L], state!.ToArray<long>());
        a.Proxy.Unblock();
    }
}
