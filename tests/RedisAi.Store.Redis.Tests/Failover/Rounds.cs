using System.Globalization;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Trouble by chance, round after round, with seeds that are told: <c>REDIS_ROUNDS</c> is how many, <c>REDIS_SEED</c> makes the same choices again.</summary>
internal static class Rounds
{
    /// <summary>Runs the rounds, and fails with seed and round where one fails.</summary>
    /// <param name="name">What they are called in the report.</param>
    /// <param name="usual">How many there are when nobody asks for more.</param>
    /// <param name="tally">What is reported of them.</param>
    /// <param name="round">One of them.</param>
    public static async Task RunAsync(string name, int usual, Tally tally, Func<Random, Task> round)
    {
        int seed = Number("REDIS_SEED") ?? Environment.TickCount & 0xFFFF;
        int count = Number("REDIS_ROUNDS") ?? usual;
        int done = 0;
        try
        {
            for (; done < count; done++)
            {
                await round(new Random(Mixed(seed, done)));
            }
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed}, round {done}: {error.Message}", error);
        }
        finally
        {
            Report($"failover-lost {tally.Lost} of {tally.Acknowledged} in {done} rounds of {name}, seed {seed}: {tally}");
            foreach ((string error, int times) in tally.Errors.OrderByDescending(static pair => pair.Value).Take(5))
            {
                Report($"  {times} x {error}");
            }
        }
    }

    /// <summary>Waits for a time by chance.</summary>
    public static Task PauseAsync(this Random random, int mostMilliseconds) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(mostMilliseconds)), TimeProvider.System);

    private static int Mixed(int seed, int round) => unchecked((seed * 7919) + round);

    /// <summary>Tells it to whoever reads the output of the test, and adds it to the file that <c>REDIS_REPORT</c> names.</summary>
    private static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("REDIS_REPORT") is { Length: > 0 } path)
        {
            File.AppendAllText(path, line + "\n");
        }
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
