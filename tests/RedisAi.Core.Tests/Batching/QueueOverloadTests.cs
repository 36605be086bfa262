using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

/// <summary>What becomes of calls when more are asked for than there is time for; runs of 2 ms and a bit, one at a time, one call each.</summary>
public sealed class QueueOverloadTests
{
    [Fact]
    public async Task Call_that_could_not_be_answered_in_time_is_refused_with_the_predicted_wait()
    {
        await using SimulatedModel model = await CreateOneByOneAsync();
        Task[] waiting = [model.CallAsync([1], Within(50)), model.CallAsync([2], Within(50)), model.CallAsync([3], Within(50))];

        Task<long[]> refused = model.CallAsync([4], Within(5));

        EngineOverloadedException error = await Assert.ThrowsAsync<EngineOverloadedException>(() => refused);
        Assert.InRange(error.RetryAfter.TotalMilliseconds, 5.5, 6.5);
        model.Threads.RunAll();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Attempt_is_refused_without_an_exception()
    {
        await using SimulatedModel model = await CreateOneByOneAsync();
        Task[] waiting = [model.CallAsync([1], Within(50)), model.CallAsync([2], Within(50)), model.CallAsync([3], Within(50))];

        Task<TimeSpan?> refused = model.TryCallAsync(4, Within(5));
        Task<TimeSpan?> accepted = model.TryCallAsync(5, Within(50));

        Assert.InRange((await refused)!.Value.TotalMilliseconds, 5.5, 6.5);
        model.Threads.RunAll();
        Assert.Null(await accepted);
        Assert.Equal([[0], [1], [2], [3], [5]], model.Runs);
        await Task.WhenAll(waiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Call_that_may_share_runs_is_refused_with_the_time_until_its_own_begins(int rows)
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 2 } });
        foreach (long[] known in (long[][])[[0], [0, 0]])
        {
            Task<long[]> first = model.CallAsync(known);
            model.Threads.RunAll();
            await first;
        }

        Task[] waiting = [.. Enumerable.Range(0, 3).Select(number => model.CallAsync([number, number], Within(50)))];

        EngineOverloadedException error = await Assert.ThrowsAsync<EngineOverloadedException>(() => model.CallAsync([.. Enumerable.Repeat(4L, rows)], Within(7)));

        Assert.InRange(error.RetryAfter.TotalMilliseconds, 5.5, 6.5);
        model.Threads.RunAll();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Synchronous_call_that_would_have_to_wait_is_refused_too()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 2 } });
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(number => model.CallAsync([number, number], Within(50)))];
        using AiTensor x = AiTensor.Create<long>([1, 1], [4]);

        Assert.Throws<EngineOverloadedException>(() => model.Model.Run([x], Within(5)));

        model.Threads.RunAll();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Call_without_a_deadline_is_refused_when_it_would_wait_longer_than_max_wait()
    {
        await using SimulatedModel model = await CreateOneByOneAsync(maxWaitMs: 9);
        List<Task> calls = [.. Enumerable.Range(0, 5).Select(number => model.CallAsync(number))];

        Task<long[]> refused = model.CallAsync(9);

        EngineOverloadedException error = await Assert.ThrowsAsync<EngineOverloadedException>(() => refused);
        Assert.InRange(error.RetryAfter.TotalMilliseconds, 9, 10.5);
        model.Threads.RunAll();
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Calls_are_accepted_again_when_the_load_has_fallen()
    {
        await using SimulatedModel model = await CreateOneByOneAsync(maxWaitMs: 9);
        Task[] calls = [.. Enumerable.Range(0, 5).Select(number => model.CallAsync(number))];
        await Assert.ThrowsAsync<EngineOverloadedException>(() => model.CallAsync(9));
        model.Threads.RunAll();
        await Task.WhenAll(calls);

        Task<long[]> next = model.CallAsync(9);
        model.Threads.RunAll();

        Assert.Equal((long[])[19], await next);
    }

    [Fact]
    public async Task Idle_model_takes_a_call_whatever_it_has_learned()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Cost = static _ => TimeSpan.FromSeconds(1);
        Task<long[]> slow = model.CallAsync(1);
        model.Threads.RunAll();
        await slow;
        model.Cost = static _ => TimeSpan.FromMilliseconds(1);

        Task<long[]> next = model.CallAsync([2], Within(10));
        model.Threads.RunAll();

        Assert.Equal((long[])[5], await next);
    }

    [Fact]
    public async Task Heads_that_a_full_batch_could_not_answer_in_time_are_given_up_for_those_behind_them()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Cost = static rows => TimeSpan.FromMilliseconds(1 + rows);
        for (int i = 0; i < 20; i++)
        {
            Task learning = Task.WhenAll(Enumerable.Range(0, 1 + (i % 8)).Select(number => model.CallAsync(number)));
            model.Threads.RunAll();
            await learning;
        }

        int before = model.Runs.Count;
        List<Task<TimeSpan?>> calls = [];
        model.Running = _ =>
        {
            if (calls.Count == 0)
            {
                // The first are accepted when the run is expected to take 2 ms, but it takes longer, and there is more to do for those behind.
                calls.AddRange(Enumerable.Range(0, 2).Select(number => model.TryCallAsync(number, Within(7))));
                calls.AddRange(Enumerable.Range(0, 6).Select(number => model.TryCallAsync(number, Within(13))));
            }
        };
        Task blocker = model.CallAsync(0);
        model.Threads.RunAll();
        await blocker;

        TimeSpan?[] refusals = await Task.WhenAll(calls);
        Assert.All(refusals.Skip(2), static refusal => Assert.Null(refusal));
        Assert.True(model.Runs.Count - before <= 3);
    }

    [Fact]
    public async Task Backlog_without_deadlines_does_not_keep_calls_out_that_have_one()
    {
        await using SimulatedModel model = await CreateOneByOneAsync();
        List<Task> backlog = [.. Enumerable.Range(0, 50).Select(number => model.CallAsync(number))];

        Task<TimeSpan?> hurried = model.TryCallAsync(99, Within(10));
        model.Threads.RunAll();

        Assert.Null(await hurried);
        Assert.Equal([99], model.Runs[1]);
        await Task.WhenAll(backlog);
    }

    /// <summary>A model whose calls do not share runs, and that has been called once, so that it is known what a run takes.</summary>
    private static async Task<SimulatedModel> CreateOneByOneAsync(double maxWaitMs = 10_000)
    {
        SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { Mode = BatchingMode.Off }, MaxWait = TimeSpan.FromMilliseconds(maxWaitMs) });
        Task first = model.CallAsync(0);
        model.Threads.RunAll();
        await first;
        return model;
    }
}
