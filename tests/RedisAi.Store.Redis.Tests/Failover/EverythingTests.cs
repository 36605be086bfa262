using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Sessions, tensors, streams and models together, on one server that has trouble, or is hard to reach.</summary>
public sealed class EverythingTests
{
    [Fact]
    public async Task Full_memory_is_waited_for_and_loses_nothing()
    {
        await using Everything all = await Everything.StartAsync();

        await Rounds.RunAsync("everything and full memory", 1, all.Copies.Tally, random => all.RoundAsync(async () =>
        {
            all.Server.SetMaxMemory(1);
            await Eventually.HoldsAsync(() => all.Copies.Tally.Failed >= 20 && all.Streams.Tally.Failed >= 10, "steps and messages are refused");
            await random.PauseAsync(2000);
            all.Server.SetMaxMemory(0);
        }));
    }

    [Fact]
    public async Task An_emptied_database_lets_everything_begin_anew_or_go_on_and_nothing_else()
    {
        await using Everything all = await Everything.StartAsync();

        await Rounds.RunAsync("everything and an emptied database", 1, all.Copies.Tally, random => all.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                await all.EmptyAsync();
            },
            mayLose: true));
    }

    [Fact]
    public async Task A_slow_network_makes_everything_slow_and_loses_nothing()
    {
        await using Everything all = await Everything.StartAsync();

        await Rounds.RunAsync("everything and a slow network", 1, all.Copies.Tally, random => all.RoundAsync(async () =>
        {
            (all.Network.ToServer.Delay, all.Network.ToClient.Delay) = (TimeSpan.FromMilliseconds(random.Next(60)), TimeSpan.FromMilliseconds(random.Next(40)));
            await all.Copies.Steps.ServedAsync();
            await random.PauseAsync(2000);
            (all.Network.ToServer.Delay, all.Network.ToClient.Delay) = (TimeSpan.Zero, TimeSpan.Zero);
        }));
    }

    [Fact]
    public async Task Cut_connections_lose_nothing()
    {
        await using Everything all = await Everything.StartAsync();

        await Rounds.RunAsync("everything and cut connections", 2, all.Copies.Tally, random => all.RoundAsync(async () =>
        {
            for (int cut = 0; cut < 3; cut++)
            {
                await random.PauseAsync(300);
                all.Network.Cut();
            }
        }));
    }
}
