using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class QueueOrderTests
{
    [Fact]
    public async Task What_waits_when_a_run_starts_is_the_batch()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2, 3), model.CallAsync(4)];

        model.Threads.RunAll();

        Assert.Equal([1, 2, 3, 4], Assert.Single(model.Runs));
        Assert.Equal([[3], [5, 7], [9]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Calls_that_come_during_a_run_are_the_next_batch()
    {
        await using SimulatedModel model = await CreateAsync();
        List<Task<long[]>> calls = [];
        model.Running = _ =>
        {
            if (calls.Count == 1)
            {
                calls.AddRange([model.CallAsync(2), model.CallAsync(3)]);
            }
        };
        calls.Add(model.CallAsync(1));

        model.Threads.RunAll();

        Assert.Equal([[1], [2, 3]], model.Runs);
        Assert.Equal([[3], [5], [7]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Earliest_deadline_goes_first()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 2 } });
        Task[] calls = [model.CallAsync([1], null), model.CallAsync([2], Within(900)), model.CallAsync([3], Within(300)), model.CallAsync([4], Within(600)), model.CallAsync([5], null)];

        model.Threads.RunAll();

        Assert.Equal([[3, 4], [2, 1], [5]], model.Runs);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Call_without_a_deadline_is_not_starved_by_calls_that_have_one()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 2 }, MaxWait = TimeSpan.FromMilliseconds(100) });
        List<Task> calls = [];
        int next = 1_000;
        model.Running = _ =>
        {
            if (!model.Runs[^1].Contains(7) && next < 2_000)
            {
                // Always two that are due earlier than the call without a deadline, until that has waited as long as it may.
                calls.AddRange([model.CallAsync([++next], Within(50)), model.CallAsync([++next], Within(50))]);
            }
        };
        calls.AddRange([model.CallAsync([1], Within(50)), model.CallAsync([2], Within(50)), model.CallAsync(7)]);

        model.Threads.RunAll();

        int place = model.Runs.ToList().FindIndex(static run => run.Contains(7));
        Assert.InRange(place, 20, 60);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Idle_model_runs_on_the_callers_thread_when_it_is_quick()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Cost = static _ => TimeSpan.FromMicroseconds(20);
        for (int i = 0; i < 40; i++)
        {
            Task<long[]> learning = model.CallAsync(i);
            model.Threads.RunAll();
            await learning;
        }

        Task<long[]> call = model.CallAsync(1);

        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal(0, model.Threads.Started);
        Assert.Equal((long[])[3], await call);
    }

    [Fact]
    public async Task First_runs_and_long_ones_have_threads_of_their_own()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Cost = static rows => TimeSpan.FromMilliseconds(rows > 1 ? 1 : 20);
        int longBefore = model.Threads.LongStarts;

        Task slow = model.CallAsync(1);
        model.Threads.RunAll();
        Task next = model.CallAsync(1);
        bool isLong = model.Threads.LongStarts > longBefore;
        model.Threads.RunAll();

        Assert.True(isLong);
        await Task.WhenAll(slow, next);
    }

    [Fact]
    public async Task Long_runs_follow_each_other_on_one_thread_while_calls_wait()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 1 } });
        model.Cost = static _ => TimeSpan.FromMilliseconds(20);
        Task slow = model.CallAsync(1);
        model.Threads.RunAll();
        int startsBefore = model.Threads.LongStarts;

        Task[] calls = [.. Enumerable.Range(0, 5).Select(number => model.CallAsync(number))];
        model.Threads.RunAll();

        Assert.Equal(1, model.Threads.LongStarts - startsBefore);
        Assert.Equal(6, model.Runs.Count);
        await Task.WhenAll([slow, .. calls]);
    }

    [Fact]
    public async Task Callers_of_a_long_run_are_back_before_their_thread_takes_what_waits()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Cost = static _ => TimeSpan.FromMilliseconds(20);
        Task slow = model.CallAsync(1);
        model.Threads.RunAll();
        int startsBefore = model.Threads.LongStarts;

        Task[] callers = [CallTwiceAsync(2), CallTwiceAsync(3), CallTwiceAsync(4)];
        model.Threads.RunAll();

        Assert.Equal([[1], [2, 3, 4], [2, 3, 4]], model.Runs);
        Assert.Equal(1, model.Threads.LongStarts - startsBefore);
        await Task.WhenAll([slow, .. callers]);

        async Task CallTwiceAsync(long number)
        {
            await model.CallAsync(number);
            await model.CallAsync(number);
        }
    }

    [Fact]
    public async Task Runs_at_once_are_as_many_as_there_are_cores()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { BatchSize = 1 } }, cores: 2);
        int most = 0;
        int running = 0;
        model.Running = _ =>
        {
            most = Math.Max(most, ++running);
            model.Threads.Step();
            running--;
        };
        Task[] calls = [.. Enumerable.Range(0, 12).Select(number => model.CallAsync(number))];

        model.Threads.RunAll();

        Assert.Equal(2, most);
        Assert.Equal(12, model.Runs.Count);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Callers_that_were_answered_together_come_back_before_the_next_run_starts()
    {
        await using SimulatedModel model = await CreateAsync();
        Task[] callers = [.. Enumerable.Range(0, 4).Select(number => CallTwiceAsync(number))];

        model.Threads.RunAll();

        Assert.Equal(2, model.Runs.Count);
        Assert.All(model.Runs, static run => Assert.Equal(4, run.Length));
        await Task.WhenAll(callers);

        async Task CallTwiceAsync(int number)
        {
            await model.CallAsync(number).ConfigureAwait(false);
            await model.CallAsync(number).ConfigureAwait(false);
        }
    }

    [Fact]
    public async Task Synchronous_call_joins_the_batch_that_waits()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]> first = model.CallAsync(1);
        using AiTensor x = AiTensor.Create<long>([1, 1], [2]);

        // A runner is on its way already, so the caller waits for it.
        Task<long> second = Task.Factory.StartNew(() => RunBlocked(model.Model, x, Within(60_000)), TaskCreationOptions.LongRunning);
        await Eventually.HoldsAsync(() => model.Time.ArmedTimers == 1, "the call waits, and its time is watched");
        model.Threads.RunAll();

        Assert.Equal(5, await second);
        Assert.Equal((long[])[3], await first);
        Assert.Equal([1, 2], Assert.Single(model.Runs));
    }

    [Fact]
    public async Task Synchronous_call_runs_what_waits_itself_when_no_runner_is_on_its_way()
    {
        await using SimulatedModel model = await CreateAsync();
        using AiTensor x = AiTensor.Create<long>([1, 1], [2]);

        Assert.Equal(5, RunBlocked(model.Model, x));
        Assert.Equal(0, model.Threads.Started);
    }

    [Fact]
    public async Task Synchronous_caller_is_not_kept_by_calls_that_come_during_its_run()
    {
        await using SimulatedModel model = await CreateAsync(cores: 2);
        using AiTensor x = AiTensor.Create<long>([1, 1], [2]);
        Task<long[]>? later = null;
        (long Answer, int Runs) atReturn = default;
        model.Running = _ =>
        {
            switch (model.Runs.Count)
            {
                case 1:
                    // While another one runs, the caller has to queue, and becomes a runner.
                    atReturn = (RunBlocked(model.Model, x), model.Runs.Count);
                    break;
                case 2:
                    later = model.CallAsync(3);
                    break;
            }
        };
        Task<long[]> first = model.CallAsync(1);

        model.Threads.RunAll();

        Assert.Equal((5, 2), atReturn);
        Assert.Equal([[1], [2], [3]], model.Runs);
        Assert.Equal([[3], [7]], await Task.WhenAll(first, later!));
    }

    private static long RunBlocked(IModel model, AiTensor x, InferenceOptions? options = null)
    {
        using ModelResult result = model.Run([x], options);
        return result.AsSpan<long>(0)[0];
    }
}
