using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Models that are stored with one process and serve with all.</summary>
public sealed class SharedModelTests
{
    [Fact]
    public async Task Model_stored_with_one_process_serves_with_all()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");

        ModelInfo first = await a.Ai.Models.StoreAsync("m", TextBackend.Model(7), new ModelOptions { Tag = "first" });

        await b.GivesAsync("m", 7);
        Assert.Equal("first", b.Ai.Models.GetInfo("m").Tag);
        ModelInfo second = await b.Ai.Models.StoreAsync("m", TextBackend.Model(8));
        await a.GivesAsync("m", 8);
        Assert.Equal((1, 2), (first.Version, second.Version));
        Assert.Equal("2 Serving 1", a.VersionsOf("m"));
    }

    [Fact]
    public async Task Version_turns_on_all_when_all_are_ready()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        b.Backend.Loading = _ => WaitIn(entered, release);

        Task<ModelInfo> storing = a.Ai.Models.StoreAsync("m", TextBackend.Model(2));
        Eventually.Comes(entered);

        await Eventually.HoldsAsync(() => StateOf(a, "b:1") == RolloutState.Loading, "b says that it loads");
        Rollout rollout = (await a.Store.Models.GetRolloutAsync("m"))!;
        Assert.False(rollout.IsTurned);
        Assert.Equal(2, rollout.Version);
        Assert.InRange(rollout.Left, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.False(storing.IsCompleted);
        Assert.Equal((1f, 1f), (a.Ask("m"), b.Ask("m")));
        release.Set();
        await Eventually.EndsAsync(storing);
        Assert.Equal(2f, a.Ask("m"));
        await b.GivesAsync("m", 2);
        await Eventually.HoldsAsync(() => StateOf(a, "b:1") == RolloutState.Serving, "b says that it serves");
        Assert.True((await b.Store.Models.GetRolloutAsync("m"))!.IsTurned);
    }

    [Fact]
    public async Task Process_that_does_not_become_ready_is_waited_for_until_the_time_is_over()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1", Short);
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1", Short);
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        b.Backend.Loading = _ => WaitIn(entered, release);

        await Eventually.EndsAsync(a.Ai.Models.StoreAsync("m", TextBackend.Model(2)));

        Assert.Equal((2f, 1f), (a.Ask("m"), b.Ask("m")));
        await Eventually.HoldsAsync(() => StateOf(a, "b:1") == RolloutState.Loading, "b says that it loads");
        await Eventually.HoldsAsync(() => StateOf(a, "a:1") == RolloutState.Serving, "a says that it serves");
        release.Set();
        await b.GivesAsync("m", 2);

        static void Short(RedisStoreOptions options) => options.ModelTurnTimeout = TimeSpan.FromMilliseconds(500);
    }

    [Fact]
    public async Task Process_that_cannot_load_it_says_so_is_not_waited_for_and_serves_on()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);
        b.Backend.Loading = static _ => throw new ModelLoadException("It is refused here.");

        await a.Ai.Models.StoreAsync("m", TextBackend.Model(2));

        Assert.Equal((2f, 1f), (a.Ask("m"), b.Ask("m")));
        RolloutProcess failed = Assert.Single((await a.Store.Models.GetRolloutAsync("m"))!.Processes, static process => process.Address == "b:1");
        Assert.Equal(RolloutState.Failed, failed.State);
        Assert.Contains("It is refused here.", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("It is refused here.", Assert.Single(b.Ai.SharedCatalog!.Failures).Error.Message, StringComparison.Ordinal);
        Assert.Contains(b.Log.Lines, static line => line.StartsWith("RedisAi[641]: The model 'm', version 2, which another process has stored", StringComparison.Ordinal));

        b.Backend.Loading = null;
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(3));
        await b.GivesAsync("m", 3);
        await Eventually.HoldsAsync(() => b.Ai.SharedCatalog.Failures.Count == 0, "the failure is forgotten");
    }

    [Fact]
    public async Task Process_that_starts_later_loads_all_that_is_there()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Shadows());
        await a.Ai.Models.StoreAsync("n/with {braces} and ü", TextBackend.Model(3));

        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");

        Assert.Equal(a.VersionsOf("m"), b.VersionsOf("m"));
        Assert.Equal((1f, 3f), (b.Ask("m"), b.Ask("n/with {braces} and ü")));
        Assert.Equal(["m", "n/with {braces} and ü"], (await b.Store.Models.ListAsync()).Select(static rollout => rollout.Key));
    }

    [Fact]
    public async Task Removed_model_is_removed_everywhere_and_its_numbers_are_not_given_again()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1));
        await b.GivesAsync("m", 1);

        Assert.True(await b.Ai.Models.DeleteAsync("m"));

        await a.GivesAsync("m", float.NaN);
        Assert.Equal(float.NaN, b.Ask("m"));
        Assert.Null(await a.Store.Models.GetRolloutAsync("m"));
        Assert.Equal(2, (await a.Ai.Models.StoreAsync("m", TextBackend.Model(5))).Version);
        await b.GivesAsync("m", 5);
    }

    [Fact]
    public async Task Several_who_store_under_one_key_at_once_have_one_order()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        SharedLife[] lives = await Task.WhenAll(Enumerable.Range(0, 4).Select(process => SharedLife.StartAsync(server.Configuration, $"p:{process}")));
        try
        {
            ModelInfo[] infos = await Task.WhenAll(lives.SelectMany((life, process) => Enumerable.Range(0, 2).Select(
                round => life.Ai.Models.StoreAsync("m", TextBackend.Model((10 * process) + round), new ModelOptions { Tag = $"{(10 * process) + round}" }))));

            Assert.Equal(Enumerable.Range(1, 8), infos.Select(static info => info.Version).Order());
            string last = infos.Single(static info => info.Version == 8).Tag;
            foreach (SharedLife life in lives)
            {
                await life.HasAsync("m", "8 Serving 1");
                Assert.Equal(last, $"{life.Ask("m")}");
            }
        }
        finally
        {
            foreach (SharedLife life in lives)
            {
                await life.DisposeAsync();
            }
        }
    }

    private static RolloutState? StateOf(SharedLife life, string address) =>
        life.Store.Models.GetRolloutAsync("m").GetAwaiter().GetResult()?.Processes.FirstOrDefault(process => process.Address == address)?.State;

    private static void WaitIn(ManualResetEventSlim entered, ManualResetEventSlim release)
    {
        entered.Set();
        Eventually.Comes(release);
    }
}
