using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class QueueCancellationTests
{
    [Fact]
    public async Task Call_that_waits_is_cancelled_at_once()
    {
        await using SimulatedModel model = await CreateAsync();
        using CancellationTokenSource cancellation = new();
        Task<long[]> cancelled = model.CallAsync([1], null, cancellation.Token);
        Task<long[]> other = model.CallAsync(2);

        await cancellation.CancelAsync();
        model.Threads.CompleteAll();
        bool isOver = cancelled.IsCompleted;
        model.Threads.RunAll();

        Assert.True(isOver);
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal((long[])[5], await other);
        Assert.Equal([2], Assert.Single(model.Runs));
    }

    [Fact]
    public async Task Call_with_a_cancelled_token_never_waits()
    {
        await using SimulatedModel model = await CreateAsync();

        Task<long[]> cancelled = model.CallAsync([1], null, new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, model.Threads.Started);
    }

    [Fact]
    public async Task Run_goes_on_while_one_of_its_calls_wants_it()
    {
        await using SimulatedModel model = await CreateAsync();
        using CancellationTokenSource cancellation = new();
        Task<long[]> cancelled = model.CallAsync([1], null, cancellation.Token);
        Task<long[]> other = model.CallAsync(2);
        bool stopped = false;
        bool endedAtOnce = false;
        model.Running = execution =>
        {
            cancellation.Cancel();
            model.Threads.CompleteAll();
            endedAtOnce = cancelled.IsCompleted;
            stopped = execution.IsStopped;
        };

        model.Threads.RunAll();

        Assert.True(endedAtOnce);
        Assert.False(stopped);
        Assert.Equal((long[])[5], await other);
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Assert.Single(model.Runs);
    }

    [Fact]
    public async Task Run_that_nobody_wants_any_more_is_stopped()
    {
        await using SimulatedModel model = await CreateAsync();
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        Task[] calls = [model.CallAsync([1], null, first.Token), model.CallAsync([2], null, second.Token)];
        bool stoppedByOne = false;
        bool stoppedByAll = false;
        model.Running = execution =>
        {
            first.Cancel();
            stoppedByOne = execution.IsStopped;
            second.Cancel();
            stoppedByAll = execution.IsStopped;
        };

        model.Threads.RunAll();

        Assert.False(stoppedByOne);
        Assert.True(stoppedByAll);
        await Assert.ThrowsAsync<OperationCanceledException>(() => calls[0]);
        await Assert.ThrowsAsync<OperationCanceledException>(() => calls[1]);

        // The next run is not stopped by it, nor are the calls run alone once more.
        model.Running = null;
        Task<long[]> next = model.CallAsync(3);
        model.Threads.RunAll();
        Assert.Equal((long[])[7], await next);
        Assert.Equal(2, model.Runs.Count);
    }

    /// <summary>Four, eight and sixteen fill the run's list of calls.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public async Task All_calls_of_a_run_end_when_their_time_is_over(int count)
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls = [.. Enumerable.Range(0, count).Select(number => model.CallAsync([number], Within(20)))];
        int over = 0;
        model.Running = _ =>
        {
            model.Time.Advance(TimeSpan.FromMilliseconds(20));
            model.Threads.CompleteAll();
            over = calls.Count(static call => call.IsCompleted);
        };

        model.Threads.RunAll();

        Assert.Equal(count, over);
        Assert.Equal(count, Assert.Single(model.Runs).Length);
        foreach (Task<long[]> call in calls)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        }
    }

    [Fact]
    public async Task Run_that_nobody_wants_any_more_when_it_could_start_does_not_start_and_teaches_nothing()
    {
        await using SimulatedModel model = await CreateAsync(cores: 2);
        using CancellationTokenSource cancellation = new();
        List<Task> cancelled = [];
        model.Running = _ =>
        {
            // A second run at once needs another execution, which is made when its runner has taken the calls.
            model.Running = null;
            cancelled.AddRange([model.CallAsync([1], null, cancellation.Token), model.CallAsync([2], null, cancellation.Token)]);
            model.Backend.CreatingExecution = cancellation.Cancel;
            model.Threads.Step();
        };
        Task<long[]> call = model.CallAsync(7);

        model.Threads.RunAll();

        Assert.Equal((long[])[15], await call);
        Assert.Equal([7], Assert.Single(model.Runs));
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled[0]);
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled[1]);
        RunStatistics statistics = model.Engine.Models.GetInfo("m").Statistics;
        Assert.Equal((1, 0, 1), (statistics.Calls, statistics.Errors, statistics.Runs));
    }

    [Fact]
    public async Task Call_that_waits_ends_when_its_time_is_over()
    {
        await using SimulatedModel model = await CreateAsync();
        model.Running = _ => model.Time.Advance(TimeSpan.FromMilliseconds(40));
        Task<long[]> running = model.CallAsync(1);
        Task<long[]> waiting = model.CallAsync([2, 2], Within(20));

        model.Time.Advance(TimeSpan.FromMilliseconds(19));
        model.Threads.CompleteAll();
        bool early = waiting.IsCompleted;
        model.Time.Advance(TimeSpan.FromMilliseconds(1));
        model.Threads.CompleteAll();

        Assert.False(early);
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Equal("The call of model 'm' was not done within 20 ms.", error.Message);
        model.Threads.RunAll();
        Assert.Equal((long[])[3], await running);
        Assert.Equal([1], Assert.Single(model.Runs));
    }

    [Fact]
    public async Task Call_whose_run_takes_too_long_ends_when_its_time_is_over_and_the_others_are_answered()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]> hurried = model.CallAsync([1], Within(20));
        Task<long[]> patient = model.CallAsync(2);
        model.Running = _ =>
        {
            model.Time.Advance(TimeSpan.FromMilliseconds(20));
            model.Threads.CompleteAll();
            Assert.True(hurried.IsCompleted);
        };

        model.Threads.RunAll();

        await Assert.ThrowsAsync<TimeoutException>(() => hurried);
        Assert.Equal((long[])[5], await patient);
    }

    [Fact]
    public async Task Deadlines_cost_little_however_many_calls_wait()
    {
        await using SimulatedModel model = await CreateAsync();
        Task[] patient = [.. Enumerable.Range(1_000, 5_000).Select(number => model.CallAsync([number], Within(9_000)))];
        Task[] waiting = [.. Enumerable.Range(1_000, 5_000).Select(number => model.CallAsync(number))];
        Task[] hurried = [.. Enumerable.Range(50, 100).Select(number => model.CallAsync([number], Within(number)))];
        long before = GC.GetAllocatedBytesForCurrentThread();

        // A hundred deadlines, one after the other.
        model.Time.Advance(TimeSpan.FromMilliseconds(150));

        // Mostly what the calls end with; a list of all calls would be 80 KB each time.
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes, 0, 100 * 8_000);
        model.Threads.RunAll();
        Assert.Equal(100, hurried.Count(static call => call.Exception?.InnerException is TimeoutException));
        await Task.WhenAll([.. patient, .. waiting]);
    }

    [Fact]
    public async Task Watch_over_times_ends_with_the_calls()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]> call = model.CallAsync([1], Within(1_000));

        model.Threads.RunAll();
        await call;
        model.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, model.Time.ArmedTimers);
    }
}
