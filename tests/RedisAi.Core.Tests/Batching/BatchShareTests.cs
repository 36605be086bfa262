using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

/// <summary>How much of what waits a run takes when that is not all.</summary>
public sealed class BatchShareTests
{
    private static readonly ModelOptions s_options = new() { WarmUp = false, Batching = { Mode = BatchingMode.On } };

    [Fact]
    public async Task Run_takes_its_share_of_all_rows_if_the_other_core_comes_for_the_rest_in_time()
    {
        await using SimulatedModel model = await CreateAsync(s_options, cores: 2);
        await LearnAsync(model, static rows => TimeSpan.FromMilliseconds(2 + (2 * rows)));

        int[] sizes = await RunBesideAsync(model, first: 1, then: 15);

        // The run beside the first one goes on within it here, so it takes its share again and again of what is left.
        Assert.Equal([1, 8, 4], sizes[..3]);
    }

    [Fact]
    public async Task Run_takes_all_rows_if_the_other_core_would_answer_the_rest_later()
    {
        await using SimulatedModel model = await CreateAsync(s_options, cores: 2);
        await LearnAsync(model, static rows => TimeSpan.FromMilliseconds(20 + rows));

        int[] sizes = await RunBesideAsync(model, first: 1, then: 15);

        Assert.Equal([1, 15], sizes);
    }

    [Fact]
    public async Task Run_that_has_more_rows_than_the_other_core_runs_takes_half_of_all()
    {
        await using SimulatedModel model = await CreateAsync(s_options, cores: 2);
        await LearnAsync(model, static rows => TimeSpan.FromMilliseconds(2 + (2 * rows)));

        int[] sizes = await RunBesideAsync(model, first: 6, then: 10);

        Assert.Equal([6, 8, 2], sizes);
    }

    [Fact]
    public async Task Where_merging_pays_one_row_is_run_alone_now_and_then_so_that_its_cost_stays_known()
    {
        await using SimulatedModel model = await CreateAsync(s_options);
        await LearnAsync(model, static rows => TimeSpan.FromMilliseconds(10 + rows));
        int before = model.Runs.Count;

        await RunTogetherAsync(model, times: 64);
        int[] sizes = [.. model.Runs.Skip(before).Select(static run => run.Length)];

        Assert.Equal(1, sizes.Count(static size => size == 1));
        Assert.All(sizes, static size => Assert.True(size is 1 or 15 or 16, $"{size} rows"));
    }

    [Fact]
    public async Task Merging_ends_when_it_does_not_pay_any_more()
    {
        await using SimulatedModel model = await CreateAsync(s_options);
        await LearnAsync(model, static rows => TimeSpan.FromMilliseconds(10 + rows));

        // Other work has come to the machine: rows in one run are as dear as alone.
        model.Cost = static rows => TimeSpan.FromMilliseconds(2 * rows);
        await RunTogetherAsync(model, times: 3_000);
        int before = model.Runs.Count;
        await RunTogetherAsync(model, times: 10);

        int[] sizes = [.. model.Runs.Skip(before).Select(static run => run.Length)];
        Assert.InRange(sizes.Count(static size => size == 1), 150, 160);
    }

    private static async Task RunTogetherAsync(SimulatedModel model, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Task[] calls = [.. Enumerable.Range(0, 16).Select(number => model.CallAsync(number))];
            model.Threads.RunAll();
            await Testing.Eventually.EndsAsync(Task.WhenAll(calls));
        }
    }

    /// <summary>Starts a run of some rows, and while it goes on another one, which finds others.</summary>
    private static async Task<int[]> RunBesideAsync(SimulatedModel model, int first, int then)
    {
        int before = model.Runs.Count;
        List<Task> calls = [];
        model.Running = _ =>
        {
            model.Running = null;
            calls.AddRange(Enumerable.Range(0, then).Select(number => model.CallAsync(number)));
            while (model.Runs.Count == before + 1 && model.Threads.Step())
            {
            }
        };
        calls.Add(model.CallAsync([.. Enumerable.Range(0, first).Select(static number => (long)number)]));
        model.Threads.RunAll();
        await Testing.Eventually.EndsAsync(Task.WhenAll(calls));
        return [.. model.Runs.Skip(before).Select(static run => run.Length)];
    }

    private static async Task LearnAsync(SimulatedModel model, Func<int, TimeSpan> cost)
    {
        model.Cost = cost;
        foreach (int rows in (int[])[1, 2, 4, 8, 16, 1, 2, 4, 8, 16])
        {
            Task learning = model.CallAsync(new long[rows]);
            model.Threads.RunAll();
            await learning;
        }
    }
}
