using System.Runtime.CompilerServices;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>Plans that run on the elements of a stream.</summary>
public sealed class DagStreamTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_elements_though_later_ones_are_done_earlier()
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = Plan(ai, static async (x, stop) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20 - (2 * x)), TimeProvider.System, stop);
            return x;
        });

        List<float> seen = await ReadAsync(plan.RunAsync(Numbers(10), maxConcurrency: 4));

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (float)i), seen);
    }

    [Fact]
    public async Task No_more_elements_are_under_way_than_asked_for_and_a_slow_reader_slows_the_source()
    {
        await using RedisAiEngine ai = new();
        int given = 0;
        int read = 0;
        int most = 0;
        DagPlan plan = Plan(ai, static (x, _) => ValueTask.FromResult(x));
        await foreach (DagResult result in plan.RunAsync(Numbers(50, () => most = Math.Max(most, ++given - read)), maxConcurrency: 3))
        {
            result.Dispose();
            read++;
        }

        Assert.Equal(50, read);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Result_is_given_while_the_source_lets_one_wait_for_its_next_element()
    {
        await using RedisAiEngine ai = new();
        TaskCompletionSource goOn = new();
        DagPlan plan = Plan(ai, static (x, _) => ValueTask.FromResult(x));
        IAsyncEnumerator<DagResult> results = plan.RunAsync(Waiting(goOn.Task), maxConcurrency: 8).GetAsyncEnumerator();

        await Eventually.EndsAsync(MoveAsync());
        goOn.SetResult();
        await Eventually.EndsAsync(MoveAsync());
        Assert.False(await results.MoveNextAsync());
        await results.DisposeAsync();

        async Task MoveAsync()
        {
            Assert.True(await results.MoveNextAsync());
            results.Current.Dispose();
        }
    }

    [Fact]
    public async Task First_failure_ends_the_stream_and_what_is_under_way_is_disposed()
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = Plan(ai, static (x, _) => x == 3 ? throw new InvalidOperationException("three") : ValueTask.FromResult(x));
        List<float> seen = [];

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => ReadAsync(plan.RunAsync(Numbers(20), maxConcurrency: 8), seen));

        Assert.Equal([0, 1, 2], seen);
        Assert.Contains("three", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_that_breaks_ends_the_stream_after_the_results_of_what_it_gave_before()
    {
        await using RedisAiEngine ai = new();
        TaskCompletionSource broken = new();
        DagPlan plan = Plan(ai, async (x, _) =>
        {
            await broken.Task;
            return x;
        });
        List<float> seen = [];

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ReadAsync(plan.RunAsync(Breaking(3, broken), maxConcurrency: 8), seen));

        Assert.Equal("The source broke.", error.Message);
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task Element_that_a_run_refuses_ends_the_stream_after_the_results_of_those_before()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("stream");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Function("f", static async (x, _) => { await Task.Yield(); return x; }, x));
        dag.Persist(x, "{missing}");
        DagPlan plan = dag.Compile();
        List<float> seen = [];

        await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(plan.RunAsync(Numbers(3), maxConcurrency: 8), seen));

        Assert.Empty(seen);
    }

    [Fact]
    public async Task Reader_who_leaves_early_leaves_nothing_behind()
    {
        await using RedisAiEngine ai = new();
        bool disposed = false;
        DagPlan plan = Plan(ai, static async (x, stop) =>
        {
            await Task.Delay(x < 2 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return x;
        });
        await foreach (DagResult result in plan.RunAsync(Numbers(20, atEnd: () => disposed = true), maxConcurrency: 4))
        {
            float x = result.AsSpan<float>(0)[0];
            result.Dispose();
            if (x == 1)
            {
                break;
            }
        }

        Assert.True(disposed);
    }

    [Fact]
    public async Task Token_ends_the_stream()
    {
        await using RedisAiEngine ai = new();
        using CancellationTokenSource cancel = new();
        DagPlan plan = Plan(ai, async (x, stop) =>
        {
            if (x == 2)
            {
                await cancel.CancelAsync();
            }

            await Task.Delay(TimeSpan.Zero, TimeProvider.System, stop);
            return x;
        });

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReadAsync(plan.RunAsync(Numbers(20), maxConcurrency: 1, cancellationToken: cancel.Token)));

        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Token_that_a_source_notices_first_is_told_as_the_callers()
    {
        await using RedisAiEngine ai = new();
        using CancellationTokenSource cancel = new();
        DagPlan plan = Plan(ai, static (x, _) => ValueTask.FromResult(x));

        // The source looks at the token that it is given, which is not the caller's own, before its next element.
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReadAsync(plan.RunAsync(Numbers(20, given: cancel.Cancel), maxConcurrency: 4, cancellationToken: cancel.Token)));

        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    private static DagPlan Plan(RedisAiEngine ai, Func<float, CancellationToken, ValueTask<float>> function)
    {
        DagBuilder dag = ai.CreateDag("stream");
        dag.Output("y", dag.Function("f", async (x, stop) => Number(await function(x.AsSpan<float>()[0], stop)), dag.Input("x")));
        return dag.Compile();
    }

    private static AiTensor Number(float value) => AiTensor.Create<float>([1], [value]);

    private static async Task<List<float>> ReadAsync(IAsyncEnumerable<DagResult> results, List<float>? seen = null)
    {
        seen ??= [];
        await foreach (DagResult result in results)
        {
            seen.Add(result.AsSpan<float>(0)[0]);
            result.Dispose();
        }

        return seen;
    }

    private static async IAsyncEnumerable<NamedTensors> Numbers(
        int count, Action? given = null, Action? atEnd = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                using AiTensor x = AiTensor.Create<float>([1], [i]);
                given?.Invoke();
                yield return new NamedTensors { ["x"] = x };
            }
        }
        finally
        {
            atEnd?.Invoke();
        }
    }

    private static async IAsyncEnumerable<NamedTensors> Breaking(int count, TaskCompletionSource breaks)
    {
        await foreach (NamedTensors element in Numbers(count))
        {
            yield return element;
        }

        breaks.SetResult();
        throw new InvalidOperationException("The source broke.");
    }

    private static async IAsyncEnumerable<NamedTensors> Waiting(Task goOn)
    {
        using AiTensor x = AiTensor.Create<float>([1], [1]);
        yield return new NamedTensors { ["x"] = x };
        await goOn;
        yield return new NamedTensors { ["x"] = x };
    }
}
