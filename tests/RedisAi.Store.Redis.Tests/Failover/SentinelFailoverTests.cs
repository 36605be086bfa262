using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Masters behind sentinels that go away under load.</summary>
public sealed class SentinelFailoverTests
{
    [Fact]
    public async Task Nothing_that_a_replica_has_acknowledged_is_lost_with_a_killed_master()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        await using Copies copies = await Copies.StartAsync([group.Configuration, group.Configuration], static options => options.Replicas = 1);
        copies.Steps.MovesPerThousand = 2;

        await Rounds.RunAsync("killed masters behind sentinels", 2, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = group.Master;
                former.Kill();
                RedisServer next = await group.FailedOverAsync(former);
                await random.PauseAsync(1000);

                // Either it knows its place, or it takes itself for the master, without any data, until the sentinels tell it otherwise.
                await (random.Next(2) == 0 ? former.RestartAsync($"replicaof 127.0.0.1 {next.Port}") : former.RestartAsync());
            });
            await group.SettledAsync();
            await copies.CheckAsync(_ => group.Master);
        });
    }

    [Fact]
    public async Task Nothing_that_all_replicas_have_acknowledged_is_lost_with_a_master_that_sleeps_and_wakes_as_one()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();

        // One would not do: the master that wakes may have a replica left that does not know better yet.
        await using Copies copies = await Copies.StartAsync([group.Configuration, group.Configuration], static options => options.Replicas = 2);

        await Rounds.RunAsync("paused masters behind sentinels", 1, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = group.Master;
                former.Pause();
                await group.FailedOverAsync(former);
                await random.PauseAsync(1000);
                former.Resume();
                await group.SettledAsync();
            });
            await copies.CheckAsync(_ => group.Master);
        });
    }

    [Fact]
    public async Task Nothing_that_all_replicas_have_acknowledged_is_lost_when_sentinels_are_told_to_change_masters()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();

        // Until they are told of the new master, the former one and its other replica go on: what that replica has acknowledged is lost.
        await using Copies copies = await Copies.StartAsync([group.Configuration, group.Configuration], static options => options.Replicas = 2);

        await Rounds.RunAsync("masters that sentinels replace when told to", 1, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                await group.FailOverAsync(random.Next(3));
                await group.SettledAsync();
            });
            await copies.CheckAsync(_ => group.Master);
        });
    }

    [Fact]
    public async Task Writes_that_too_few_replicas_acknowledge_fail_until_there_are_enough()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync(downAfterMilliseconds: 60_000);
        await using Copies copies = await Copies.StartAsync([group.Configuration], static options => options.Replicas = 2);
        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        RedisServer replica = group.Replicas.First();

        replica.Pause();
        bool taken = await copies.Steps.StepAsync(0);
        replica.Resume();

        Assert.False(taken);
        Assert.Contains(copies.Tally.Errors.Keys, static error => error.StartsWith("SharedStoreException", StringComparison.Ordinal) && error.Contains("1 of 2 replicas", StringComparison.Ordinal));
        Assert.True(copies.Tally.Longest < TimeSpan.FromSeconds(15), $"{copies.Tally}");
        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        await copies.CheckAsync(_ => group.Master);
    }

    [Fact]
    public async Task Without_any_server_calls_fail_within_their_deadlines_and_go_on_when_there_is_one()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync(downAfterMilliseconds: 60_000);
        await using Copies copies = await Copies.StartAsync([group.Configuration]);
        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        foreach (RedisServer server in group.Servers)
        {
            server.Pause();
        }

        bool[] taken = await Task.WhenAll(Enumerable.Range(0, copies.Steps.Ledgers.Count).Select(copies.Steps.StepAsync));

        Assert.All(taken, static answered => Assert.False(answered));
        Assert.All(copies.Tally.Errors.Keys, static error => Assert.StartsWith("SharedStoreException", error, StringComparison.Ordinal));
        Assert.True(copies.Tally.Longest < TimeSpan.FromSeconds(15), $"{copies.Tally}");
        foreach (RedisServer server in group.Servers)
        {
            server.Resume();
        }

        await copies.UnderLoadAsync(static () => Task.CompletedTask);
        await group.SettledAsync();
        await copies.CheckAsync(_ => group.Master);
    }
}
