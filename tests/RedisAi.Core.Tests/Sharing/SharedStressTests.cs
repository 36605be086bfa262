using System.Diagnostics;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>Conversations on three processes that die, stand still and come back, compared with the sums of one process.</summary>
public sealed class SharedStressTests
{
    private const int Steps = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_step_is_applied_twice_and_none_that_was_answered_is_lost(int seed)
    {
        await using SharingLife life = new() { Server = new SharedServer { LeaseTime = TimeSpan.FromSeconds(1) } };
        FakeSharedStore[] stores = [life.Store("a"), life.Store("b"), life.Store("c")];
        RedisAiEngine[] engines = [await life.StartAsync(stores[0]), await life.StartAsync(stores[1]), await life.StartAsync(stores[2])];
        Random random = new(seed);
        int moved = 0;

        Task<float[]>[] conversations = [.. Enumerable.Range(0, 4).Select(session => TalkAsync($"{session}", new Random((seed * 100) + session)))];
        Task all = Task.WhenAll(conversations);
        long begun = Stopwatch.GetTimestamp();
        while (!all.IsCompleted)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), "The conversations do not come to an end.");
            FakeSharedStore store = stores[random.Next(stores.Length)];
            store.IsSilent = random.Next(3) == 0;
            store.IsDelayed = store.IsSilent && random.Next(2) == 0;
            for (int i = random.Next(5, 40); i > 0 && !all.IsCompleted; i--)
            {
                life.Time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        await all;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {moved} calls were told that their session had moved");
        foreach (Task<float[]> conversation in conversations)
        {
            Assert.Equal(Enumerable.Range(1, Steps).Select(static step => (float)step), await conversation);
        }

        async Task<float[]> TalkAsync(string session, Random own)
        {
            List<float> sums = [];
            while (sums.Count < Steps)
            {
                try
                {
                    sums.Add(await SharingLife.Begin(engines[own.Next(engines.Length)], session));
                }
                catch (SessionMovedException)
                {
                    Interlocked.Increment(ref moved);
                }
            }

            return [.. sums];
        }
    }
}
