using System.Diagnostics;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

public sealed class BranchEndTests
{
    private static readonly TimeSpan s_worthAThread = TimeSpan.FromMicroseconds(25);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(1);

    private int _arrived;
    private int _met;

    [Fact]
    public async Task Branches_that_end_at_the_same_moment_are_joined_once_and_give_their_common_input_up_once()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("diamond");
        DagValue x = dag.Function("x", static x => Add(x, 1), dag.Input("x"));
        Random forLeft = new(1);
        Random forRight = new(2);
        DagValue left = dag.Function("left", x => Meet(x, forLeft), x);
        DagValue right = dag.Function("right", x => Meet(x, forRight), x);
        int joined = 0;
        int runs = 0;
        DagValue sum = dag.Function(
            "sum",
            (a, b) =>
            {
                joined++;
                return Sum(a, b);
            },
            left,
            right);
        dag.Output("y", sum);
        DagPlan plan = dag.Compile();

        await Eventually.EndsAsync(Task.Run(() =>
        {
            for (long started = Stopwatch.GetTimestamp(); GoesOn(Stopwatch.GetElapsedTime(started)); runs++)
            {
                using AiTensor input = Number(runs);
                using DagResult result = plan.Run(new NamedTensors { ["x"] = input });
                Assert.Equal(2 * (runs + 1), result.AsSpan<float>(0)[0]);
            }
        }));

        TestContext.Current.SendDiagnosticMessage("{0} runs, {1} times at the same moment", runs, _met);
        Assert.Equal(runs, joined);
    }

    /// <summary>For a second, and longer where the branches seldom run on two threads.</summary>
    private bool GoesOn(TimeSpan elapsed) => elapsed < TimeSpan.FromSeconds(1) || (Volatile.Read(ref _met) < 2_000 && elapsed < TimeSpan.FromSeconds(5));

    /// <summary>Returns as the other branch does, or up to some hundred nanoseconds before or after it, if that runs on another thread.</summary>
    private AiTensor Meet(AiTensor x, Random random)
    {
        Spin(static elapsed => elapsed < s_worthAThread);
        int both = (Interlocked.Increment(ref _arrived) + 1) / 2 * 2;
        Spin(elapsed => elapsed < s_longest && Volatile.Read(ref _arrived) < both);
        if (Volatile.Read(ref _arrived) >= both)
        {
            Interlocked.Increment(ref _met);
        }

        for (int spins = random.Next(300); spins > 0; spins--)
        {
            Volatile.Read(ref _arrived);
        }

        return x.Share();
    }

    private static void Spin(Func<TimeSpan, bool> goesOn)
    {
        long started = Stopwatch.GetTimestamp();
        while (goesOn(Stopwatch.GetElapsedTime(started)))
        {
        }
    }
}
