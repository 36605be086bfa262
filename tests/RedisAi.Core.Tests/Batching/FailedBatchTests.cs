using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class FailedBatchTests
{
    [Fact]
    public async Task One_bad_input_fails_one_call()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(Poison), model.CallAsync(3, 4)];

        model.Threads.RunAll();

        BackendException error = await Assert.ThrowsAsync<BackendException>(() => calls[1]);
        Assert.Equal("Model 'm' failed: SIMULATED failed with code 2: poisoned", error.Message);
        Assert.Equal(("m", 2, "poisoned"), (error.Key, error.NativeCode, error.NativeMessage));
        Assert.Equal((long[])[3], await calls[0]);
        Assert.Equal((long[])[7, 9], await calls[2]);
        Assert.Equal([[1, Poison, 3, 4], [1], [Poison], [3, 4]], model.Runs);
        RunStatistics statistics = model.Engine.Models.GetInfo("m").Statistics;
        Assert.Equal((3, 1, 4), (statistics.Calls, statistics.Errors, statistics.Runs));
    }

    [Fact]
    public async Task Calls_of_a_failed_run_of_a_model_with_side_effects_all_fail()
    {
        await using SimulatedModel model = await CreateAsync(isPure: false);
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(Poison)];

        model.Threads.RunAll();

        await Assert.ThrowsAsync<BackendException>(() => calls[0]);
        await Assert.ThrowsAsync<BackendException>(() => calls[1]);
        Assert.Single(model.Runs);
        RunStatistics statistics = model.Engine.Models.GetInfo("m").Statistics;
        Assert.Equal((2, 2, 1), (statistics.Calls, statistics.Errors, statistics.Runs));
    }

    [Fact]
    public async Task Application_says_whether_a_model_has_side_effects()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { IsPure = false } });
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(Poison)];

        model.Threads.RunAll();

        await Assert.ThrowsAsync<BackendException>(() => calls[0]);
        await Assert.ThrowsAsync<BackendException>(() => calls[1]);
        Assert.Single(model.Runs);
    }

    [Fact]
    public async Task Call_that_fails_alone_is_not_run_again()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]> call = model.CallAsync(Poison);

        model.Threads.RunAll();

        await Assert.ThrowsAsync<BackendException>(() => call);
        Assert.Single(model.Runs);
    }

    [Fact]
    public async Task Call_that_was_cancelled_while_its_batch_failed_is_not_run_alone()
    {
        await using SimulatedModel model = await CreateAsync();
        using CancellationTokenSource cancellation = new();
        Task<long[]>[] calls = [model.CallAsync([1], null, cancellation.Token), model.CallAsync(Poison), model.CallAsync(3)];
        model.Running = _ => cancellation.Cancel();

        model.Threads.RunAll();

        Assert.Equal([[1, Poison, 3], [Poison], [3]], model.Runs);
        await Assert.ThrowsAsync<OperationCanceledException>(() => calls[0]);
        await Assert.ThrowsAsync<BackendException>(() => calls[1]);
        Assert.Equal((long[])[7], await calls[2]);
    }

    [Fact]
    public async Task Call_that_is_cancelled_while_it_is_run_alone_stops_that_run_and_no_other()
    {
        await using SimulatedModel model = await CreateAsync();
        using CancellationTokenSource cancellation = new();
        Task<long[]>[] calls = [model.CallAsync([1], null, cancellation.Token), model.CallAsync(Poison), model.CallAsync(3)];
        bool isStopped = false;
        model.Running = execution =>
        {
            if (model.Runs[^1] is [1])
            {
                cancellation.Cancel();
                isStopped = execution.IsStopped;
            }
        };

        model.Threads.RunAll();

        Assert.True(isStopped);
        Assert.Equal([[1, Poison, 3], [1], [Poison], [3]], model.Runs);
        await Assert.ThrowsAsync<OperationCanceledException>(() => calls[0]);
        await Assert.ThrowsAsync<BackendException>(() => calls[1]);
        Assert.Equal((long[])[7], await calls[2]);
    }

    [Fact]
    public async Task Calls_fail_when_the_backend_cannot_make_another_execution_and_later_ones_run()
    {
        await using SimulatedModel model = await CreateAsync(cores: 2);
        List<Task<long[]>> failed = [];
        model.Running = _ =>
        {
            model.Running = null;
            failed.AddRange([model.CallAsync(1), model.CallAsync(2)]);
            model.Backend.CreatingExecution = static () => throw new BackendException("SIMULATED", nativeCode: 3, "no memory");
            model.Threads.Step();
            model.Backend.CreatingExecution = null;
        };
        Task<long[]> running = model.CallAsync(7);

        model.Threads.RunAll();
        Task<long[]> next = model.CallAsync(8);
        model.Threads.RunAll();

        Assert.Equal((long[])[15], await running);
        Assert.Equal((long[])[17], await next);
        await Assert.ThrowsAsync<BackendException>(() => failed[0]);
        await Assert.ThrowsAsync<BackendException>(() => failed[1]);
    }
}
