using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>One server that is full, emptied, asleep, not there yet, or killed.</summary>
public sealed class ServerTroubleTests
{
    [Fact]
    public async Task Full_memory_is_told_and_loses_nothing()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using Copies copies = await Copies.StartAsync([server.Address, server.Address]);

        await copies.UnderLoadAsync(async () =>
        {
            server.SetMaxMemory(1);
            await Eventually.HoldsAsync(() => copies.Tally.Failed >= 20, "calls fail");
            server.SetMaxMemory(0);
        });

        Assert.Contains(copies.Tally.Errors.Keys, static error => error.StartsWith("SharedStoreException", StringComparison.Ordinal) && error.Contains("no memory left", StringComparison.Ordinal));
        await copies.CheckAsync(_ => server);
    }

    [Fact]
    public async Task An_emptied_database_lets_sessions_go_on_or_begin_anew_and_nothing_else()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using Copies copies = await Copies.StartAsync([server.Address, server.Address]);
        await copies.UnderLoadAsync(static () => Task.CompletedTask);

        server.FlushAll();
        foreach (SessionLedger ledger in copies.Steps.Ledgers)
        {
            ledger.MayBeginAnew();
        }

        copies.Writes.Forget();
        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        await copies.CheckAsync(_ => server);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_with_its_data_loses_nothing()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { IsDurable = true });
        await using Copies copies = await Copies.StartAsync([server.Address, server.Address]);
        copies.Steps.MovesPerThousand = 2;

        await Rounds.RunAsync("a killed server that keeps its data", 2, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                server.Kill();
                await random.PauseAsync(3000);
                await server.RestartAsync();
            });
            await copies.CheckAsync(_ => server);
        });
    }

    [Fact]
    public async Task A_server_that_sleeps_longer_than_the_lease_loses_nothing()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using Copies copies = await Copies.StartAsync([server.Address, server.Address]);
        copies.Steps.MovesPerThousand = 2;

        await Rounds.RunAsync("a server that sleeps", 1, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                server.Pause();
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
                await random.PauseAsync(1000);
                server.Resume();
            });
            await copies.CheckAsync(_ => server);
        });
    }

    [Fact]
    public async Task A_server_that_is_gone_is_waited_for_and_found()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();

        // Models are stored with all processes, or with none.
        await using Copies copies = await Copies.StartAsync([server.Address]);
        server.Kill();

        Assert.False(await copies.Steps.StepAsync(0));

        Assert.Contains(server.Address, Assert.Single(copies.Tally.Errors).Key, StringComparison.Ordinal);
        Assert.True(copies.Tally.Longest < TimeSpan.FromSeconds(15), $"{copies.Tally}");
        await server.RestartAsync();
        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        await copies.CheckAsync(_ => server);
    }
}
