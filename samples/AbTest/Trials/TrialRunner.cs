using System.Collections.Concurrent;
using RedisAi.Samples.AbTest.Comparing;
using RedisAi.Samples.AbTest.Digits;

namespace RedisAi.Samples.AbTest.Trials;

/// <summary>Has users ask the plan for every digit of a sheet, several at once.</summary>
internal sealed class TrialRunner(DagPlan plan, Tally tally, DigitSheet sheet, int users, TimeProvider time)
{
    public async Task<Trial> RunAsync(string name, CancellationToken cancellationToken)
    {
        int[] answers = new int[sheet.Count];
        TimeSpan[] waited = new TimeSpan[sheet.Count];
        ConcurrentBag<DagNodeTiming> nodes = [];
        ParallelOptions options = new() { MaxDegreeOfParallelism = users, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, sheet.Count, options, async (number, stop) =>
        {
            long begin = time.GetTimestamp();
            (answers[number], DagTimings timings) = await AskAsync(number, stop);
            waited[number] = time.GetElapsedTime(begin);
            foreach (DagNodeTiming node in timings.Nodes)
            {
                nodes.Add(node);
            }
        });
        return new Trial(name, answers, tally.Take(), new Latencies(waited), LatenciesOf(AbPlan.A), LatenciesOf(AbPlan.B));

        Latencies LatenciesOf(string node) => new(nodes.Where(timing => timing.Node == node).Select(static timing => timing.Duration));
    }

    private async Task<(int Digit, DagTimings Timings)> AskAsync(int number, CancellationToken cancellationToken)
    {
        using AiTensor id = AiTensor.Scalar((long)number);
        using DagResult result = await plan.RunAsync(
            new NamedTensors { ["number"] = id, ["picture"] = sheet[number] }, new DagRunOptions { CollectTimings = true }, cancellationToken);
        return ((int)result.AsSpan<long>("digit")[0], result.Timings!);
    }
}
