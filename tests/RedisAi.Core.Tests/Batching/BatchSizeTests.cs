using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class BatchSizeTests
{
    private static readonly TimeSpan s_twentyMs = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Batch_has_no_more_rows_than_batch_size()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 3 } });
        Task[] calls = [model.CallAsync(1, 2), model.CallAsync(3), model.CallAsync(4, 5), model.CallAsync(6, 7), model.CallAsync(8)];

        model.Threads.RunAll();

        Assert.Equal([[1, 2, 3], [4, 5], [6, 7, 8]], model.Runs);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Call_that_is_larger_than_batch_size_runs_alone()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 2 } });
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2, 3, 4), model.CallAsync(5)];

        model.Threads.RunAll();

        Assert.Equal([[1], [2, 3, 4], [5]], model.Runs);
        Assert.Equal([[3], [5, 7, 9], [11]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Underfull_batch_runs_when_min_batch_timeout_elapses()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 3));
        Task<long[]> first = model.CallAsync(1);
        model.Time.Advance(TimeSpan.FromMilliseconds(15));
        Task<long[]> second = model.CallAsync(2);

        model.Time.Advance(TimeSpan.FromMilliseconds(4));
        model.Threads.RunAll();
        int early = model.Runs.Count;
        model.Time.Advance(TimeSpan.FromMilliseconds(1));
        model.Threads.RunAll();

        Assert.Equal(0, early);
        Assert.Equal([1, 2], Assert.Single(model.Runs));
        Assert.Equal((long[])[3], await first);
        Assert.Equal((long[])[5], await second);
    }

    [Fact]
    public async Task Batch_runs_as_soon_as_it_has_min_batch_size()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 3));
        Task[] calls = [model.CallAsync(1), model.CallAsync(2, 3)];

        model.Threads.RunAll();

        Assert.Equal([1, 2, 3], Assert.Single(model.Runs));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Rest_below_min_batch_size_waits_again()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 2, most: 2));
        Task[] calls = [model.CallAsync(1), model.CallAsync(2), model.CallAsync(3)];

        model.Threads.RunAll();
        int before = model.Runs.Count;
        model.Time.Advance(s_twentyMs);
        model.Threads.RunAll();

        Assert.Equal(1, before);
        Assert.Equal([[1, 2], [3]], model.Runs);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Call_with_a_shorter_time_than_min_batch_timeout_ends_in_time()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 3));
        Task<long[]> call = model.CallAsync([1], Within(10));

        model.Time.Advance(s_twentyMs);
        model.Threads.RunAll();

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Empty(model.Runs);
    }

    [Fact]
    public async Task Synchronous_call_waits_for_company_too()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 2));
        using AiTensor x = AiTensor.Create<long>([1, 1], [1]);
        Task<long> blocked = Task.Factory.StartNew(
            () =>
            {
                using ModelResult result = model.Model.Run([x]);
                return result.AsSpan<long>(0)[0];
            },
            TaskCreationOptions.LongRunning);
        await Testing.Eventually.HoldsAsync(() => model.Time.ArmedTimers == 1, "the call waits for company");

        Task<long[]> second = model.CallAsync(2);
        model.Threads.RunAll();

        Assert.Equal(3, await blocked);
        Assert.Equal((long[])[5], await second);
        Assert.Equal([1, 2], Assert.Single(model.Runs));
    }

    [Fact]
    public async Task Backend_that_prepares_for_each_size_meets_powers_of_two()
    {
        await using SimulatedModel model = await CreateAsync(prefersFewSizes: true);
        Task[] calls = [.. Enumerable.Range(0, 13).Select(number => model.CallAsync(number))];

        model.Threads.RunAll();

        Assert.Equal([8, 4, 1], model.Runs.Select(static run => run.Length));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Model_that_gains_nothing_runs_calls_one_by_one_and_tries_again_now_and_then()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.On } });
        model.Cost = static rows => TimeSpan.FromMilliseconds(2 * rows);
        for (int i = 0; i < 40; i++)
        {
            // Both sizes are learned.
            Task learning = Task.WhenAll(i % 2 == 0 ? [model.CallAsync(1)] : [model.CallAsync(1), model.CallAsync(2)]);
            model.Threads.RunAll();
            await learning;
        }

        int before = model.Runs.Count;
        Task[] calls = [.. Enumerable.Range(0, 300).Select(number => model.CallAsync(number))];
        model.Threads.RunAll();
        await Task.WhenAll(calls);

        int[] sizes = [.. model.Runs.Skip(before).Select(static run => run.Length)];
        Assert.InRange(sizes.Count(static size => size == 1), 290, 299);
        Assert.Equal([4], sizes.Where(static size => size > 1));
    }

    [Fact]
    public async Task Steps_of_size_leave_no_run_below_min_batch_size()
    {
        await using SimulatedModel model = await CreateAsync(Waiting(minimum: 3), prefersFewSizes: true);
        Task[] calls = [.. Enumerable.Range(0, 3).Select(number => model.CallAsync(number))];

        model.Threads.RunAll();

        Assert.Equal([0, 1, 2], Assert.Single(model.Runs));
        await Testing.Eventually.EndsAsync(Task.WhenAll(calls));
    }

    [Fact]
    public async Task Model_that_gains_nothing_runs_min_batch_size_together_all_the_same()
    {
        ModelOptions options = Waiting(minimum: 2);
        (options.WarmUp, options.Batching.Mode) = (false, BatchingMode.On);
        await using SimulatedModel model = await CreateAsync(options);
        model.Cost = static rows => TimeSpan.FromMilliseconds(2 * rows);
        for (int i = 0; i < 40; i++)
        {
            // Both sizes are learned.
            Task learning = Task.WhenAll(i % 2 == 0 ? [model.CallAsync(1)] : [model.CallAsync(1), model.CallAsync(2)]);
            model.Time.Advance(s_twentyMs);
            model.Threads.RunAll();
            await learning;
        }

        int before = model.Runs.Count;
        Task[] calls = [model.CallAsync(1), model.CallAsync(2)];
        model.Threads.RunAll();

        Assert.Equal([1, 2], Assert.Single(model.Runs.Skip(before)));
        await Testing.Eventually.EndsAsync(Task.WhenAll(calls));
    }

    [Fact]
    public async Task Idle_cores_get_min_batch_size_and_what_that_leaves_does_not_wait_again()
    {
        ModelOptions options = Waiting(minimum: 3);
        (options.WarmUp, options.Batching.Mode) = (false, BatchingMode.On);
        await using SimulatedModel model = await CreateAsync(options, cores: 2);

        // Two rows cost no more than one, and from there on each row costs the same: what waits may be divided.
        model.Cost = static rows => TimeSpan.FromMilliseconds(Math.Max(2, rows));
        foreach (int rows in (int[])[1, 2, 4, 8])
        {
            Task learning = Task.WhenAll(Enumerable.Range(0, rows).Select(number => model.CallAsync(number)));
            model.Time.Advance(s_twentyMs);
            model.Threads.RunAll();
            await learning;
        }

        int before = model.Runs.Count;
        Task call = model.CallAsync([0, 1, 2, 3]);
        Task[] calls = [.. Enumerable.Range(0, 4).Select(number => model.CallAsync(10 + number))];
        model.Threads.RunAll();

        Assert.Equal([4, 3, 1], model.Runs.Skip(before).Select(static run => run.Length));
        await Testing.Eventually.EndsAsync(Task.WhenAll([call, .. calls]));
    }

    private static ModelOptions Waiting(int minimum, int? most = null) =>
        new() { Batching = { MinBatchSize = minimum, MinBatchTimeout = s_twentyMs, BatchSize = most } };
}
