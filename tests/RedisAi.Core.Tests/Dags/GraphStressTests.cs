using System.Diagnostics;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>Random graphs on real threads; <c>STRESS_SECONDS</c> says how long, 2 seconds unless set. <c>PROPERTY_SEED</c> is the first graph.</summary>
public sealed class GraphStressTests
{
    private const int Callers = 4;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(Number("STRESS_SECONDS", 2));

    [Fact]
    public async Task Random_graphs_give_what_plain_recursion_gives_on_real_threads()
    {
        long started = Stopwatch.GetTimestamp();
        for (int seed = Number("PROPERTY_SEED", 1); Stopwatch.GetElapsedTime(started) < s_time; seed++)
        {
            IReadOnlyDictionary<string, long> before = LeakCheck.Count();
            try
            {
                await RunAsync(seed).WaitAsync(TimeSpan.FromSeconds(60));
                Assert.Null(LeakCheck.FindLeak(before));
            }
            catch (Exception error)
            {
                throw new PropertyException($"With PROPERTY_SEED={seed}: {error.Message}", error);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        await using RedisAiEngine ai = new();
        RandomGraph graph = new(ai, new Random(seed), new RealWork());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(ai, graph, new Random(seed + caller), caller))));
    }

    private static async Task CallAsync(RedisAiEngine ai, RandomGraph graph, Random random, int caller)
    {
        for (int run = 0; run < 10; run++)
        {
            using CancellationTokenSource cancellation = new();
            Task cancel = random.Next(5) == 0 ? Task.Run(cancellation.Cancel) : Task.CompletedTask;
            TimeSpan? timeout = random.Next(8) == 0 ? TimeSpan.FromMicroseconds(random.Next(1, 2_000)) : null;
            await new GraphCall(ai, graph, $"{caller}.{run}", random).RunAsync(timeout, random.Next(4) == 0, cancellation.Token);
            await cancel;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private sealed class RealWork : IGraphWork
    {
        public void Spend(long salt)
        {
            if (salt % 16 == 0)
            {
                Thread.Yield();
            }
        }

        public async ValueTask SpendAsync(long salt, CancellationToken stop)
        {
            if (salt % 32 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop).ConfigureAwait(false);
            }
            else if (salt % 4 != 0)
            {
                await Task.Yield();
            }
        }
    }
}
