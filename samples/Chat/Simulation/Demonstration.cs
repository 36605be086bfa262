using System.Globalization;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat.Simulation;

/// <summary>What the page shows, for those without one: users talk with one model and then with the other, and the figures are printed.</summary>
internal sealed class Demonstration(Simulator simulator, StatisticsClock clock, TimeProvider time)
{
    /// <summary>Simulates users, of one model after the other, so that each has the machine for itself.</summary>
    /// <param name="users">How many.</param>
    /// <param name="duration">How long, for each model.</param>
    /// <param name="output">Where the figures go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int users, TimeSpan duration, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (string key in ModelKeys.All)
        {
            simulator.Apply(new SimulationSettings(users, Merged: key == ModelKeys.Merged, Alone: key == ModelKeys.Alone));
            await Task.Delay(duration, time, cancellationToken);
            ModelStatistics last = clock.Latest.Models.Single(model => model.Key == key);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{key}: {last.Conversations} conversations, {last.StepsPerSecond:N0} words per second, {last.MeanBatch:F1} rows of a run, half of the steps within {last.P50:G3} ms, 99 % within {last.P99:G3} ms"));
        }

        simulator.Apply(new SimulationSettings(0, Merged: true, Alone: true));
    }
}
