using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Networks that are slow, silent or cut, between copies and one server that is well.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task Cut_connections_lose_nothing()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy first = new(server.Port);
        await using TcpProxy second = new(server.Port);
        await using Copies copies = await Copies.StartAsync([first.Address, second.Address]);
        copies.Steps.MovesPerThousand = 2;

        await Rounds.RunAsync("cut connections", 10, copies.Tally, async random =>
        {
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(50);
                first.Cut();
                await random.PauseAsync(50);
                second.Cut();
            });
            await copies.CheckAsync(_ => server);
        });
    }

    [Fact]
    public async Task A_slow_network_makes_calls_slow_and_none_fail()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy proxy = new(server.Port);
        await using Copies copies = await Copies.StartAsync([proxy.Address, proxy.Address], Copies.BePatient);

        await copies.UnderLoadAsync(async () =>
        {
            (proxy.ToServer.Delay, proxy.ToClient.Delay) = (TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(40));
            proxy.ToServer.BytesPerSecond = 100_000;
            await copies.Steps.ServedAsync();
        });

        await copies.CheckAsync(_ => server);
        Assert.True(copies.Tally.Failed == 0, $"{copies.Tally}\n{string.Join('\n', copies.Tally.Errors.Keys)}");
    }

    [Fact]
    public async Task A_silent_network_ends_calls_at_their_deadlines_and_they_go_on_after_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy proxy = new(server.Port);
        await using Copies copies = await Copies.StartAsync([proxy.Address]);

        await copies.UnderLoadAsync(async () =>
        {
            proxy.Block();
            long failed = copies.Tally.Failed;
            await Eventually.HoldsAsync(() => copies.Tally.Failed >= failed + copies.Steps.Ledgers.Count, "calls fail");
            proxy.Unblock();
        });

        await copies.CheckAsync(_ => server);
        Assert.Contains(copies.Tally.Errors.Keys, static error => error.StartsWith("SharedStoreException", StringComparison.Ordinal));
        Assert.True(copies.Tally.Longest < TimeSpan.FromSeconds(15), $"{copies.Tally}");
    }

    [Theory]
    [InlineData(RedisWriteMode.WriteThrough)]
    [InlineData(RedisWriteMode.WriteBehind)]
    public async Task A_copy_that_was_cut_off_for_longer_than_the_lease_writes_no_more_to_sessions_that_another_has_taken(RedisWriteMode writes)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy first = new(server.Port);
        await using TcpProxy second = new(server.Port);
        await using Copies copies = await Copies.StartAsync([first.Address, second.Address], options => options.Writes = writes);
        const string Session = "moved";
        IModel here = copies.Engines[0].Models[ChainModel.Key];
        IModel there = copies.Engines[1].Models[ChainModel.Key];
        ChainState published = await ChainModel.StepAsync(here, Session, 1);
        await copies.Engines[0].FlushAsync();

        // What it sends now arrives much later.
        first.Block();
        await Assert.ThrowsAnyAsync<RedisAiException>(async () =>
        {
            for (int x = 2; ; x++)
            {
                await ChainModel.StepAsync(here, Session, x);
            }
        });
        ChainState taken = await AnsweredAsync(there, Session, 1000);

        Assert.Equal(published.Next(1000), taken);
        first.Unblock();
        ChainState last = await ChainModel.StepAsync(there, Session, 1001);
        Assert.Equal(taken.Next(1001), last);

        // The former owner has what the new one has published, as soon as it has the session again.
        Assert.Equal(last.Next(1002), await AnsweredAsync(here, Session, 1002));
    }

    /// <summary>Takes a step as soon as the session can be had.</summary>
    private static async Task<ChainState> AnsweredAsync(IModel model, string session, long x)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await ChainModel.StepAsync(model, session, x).WaitAsync(Eventually.Limit);
            }
            catch (RedisAiException error) when (error is SessionMovedException or SharedStoreException && tries < 100)
            {
                // The lease is another's still, or not all connections are back.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}
