using System.Diagnostics;
using RedisAi.Backends;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What every backend must do when a run is to stop: soon, and without harm to the next one.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class StopTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_head = TimeSpan.FromMilliseconds(100);
    private static readonly ModelOptions s_noWarmUp = new() { WarmUp = false, Threads = 1 };

    [Fact]
    public async Task Cancelled_call_ends_soon_with_the_callers_token()
    {
        await using RedisAiEngine ai = await WithSlowModelAsync();
        IReadOnlyList<AiTensor> inputs = Subject.CreateSlowInputs();
        using CancellationTokenSource cancellation = new();
        ValueTask<ModelResult> run = ai.Models["slow"].RunAsync([.. inputs], cancellationToken: cancellation.Token);
        await Task.Delay(s_head, TimeProvider.System);
        Assert.False(run.IsCompleted, "The slow model is not slow.");

        long started = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await run);

        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, s_soon);
        DisposeAll(inputs);
    }

    [Fact]
    public async Task Call_whose_time_is_over_ends_soon()
    {
        await using RedisAiEngine ai = await WithSlowModelAsync();
        IReadOnlyList<AiTensor> inputs = Subject.CreateSlowInputs();
        long started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<TimeoutException>(async () => await ai.Models["slow"].RunAsync([.. inputs], new InferenceOptions { Timeout = s_head }));

        Assert.InRange(Stopwatch.GetElapsedTime(started), s_head - TimeSpan.FromMilliseconds(20), s_soon);
        DisposeAll(inputs);
    }

    [Fact]
    public async Task Next_call_after_a_stopped_one_runs()
    {
        await using RedisAiEngine ai = await WithSlowModelAsync();
        IReadOnlyList<AiTensor> slow = Subject.CreateSlowInputs();
        IReadOnlyList<AiTensor> quick = Subject.CreateQuickInputs();
        for (int round = 0; round < 5; round++)
        {
            await Assert.ThrowsAsync<TimeoutException>(
                async () => await ai.Models["slow"].RunAsync([.. slow], new InferenceOptions { Timeout = TimeSpan.FromMilliseconds(20) }));

            using ModelResult result = await ai.Models["slow"].RunAsync([.. quick]);

            Assert.NotEqual(0, result[0].ElementCount);
        }

        DisposeAll(slow);
        DisposeAll(quick);
    }

    [Fact]
    public async Task Stopping_one_call_does_not_stop_another_of_the_same_model()
    {
        await using RedisAiEngine ai = await WithSlowModelAsync();
        IReadOnlyList<AiTensor> slow = Subject.CreateSlowInputs();
        IReadOnlyList<AiTensor> quick = Subject.CreateQuickInputs();
        using CancellationTokenSource one = new();
        using CancellationTokenSource other = new();
        Task<ModelResult> first = ai.Models["slow"].RunAsync([.. slow], cancellationToken: one.Token).AsTask();
        Task<ModelResult> second = ai.Models["slow"].RunAsync([.. slow], cancellationToken: other.Token).AsTask();
        await Task.Delay(s_head, TimeProvider.System);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        using ModelResult result = ai.Models["slow"].Run([.. quick]);

        Assert.False(second.IsCompleted, "The other call was stopped too.");
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        DisposeAll(slow);
        DisposeAll(quick);
    }

    [Fact]
    public async Task Engine_that_closes_stops_a_call_that_runs_too_long()
    {
        RedisAiEngine ai = await WithSlowModelAsync(new RedisAiOptions { ShutdownTimeout = s_head });
        IReadOnlyList<AiTensor> inputs = Subject.CreateSlowInputs();
        Task<ModelResult> run = ai.Models["slow"].RunAsync([.. inputs]).AsTask();
        await Task.Delay(s_head, TimeProvider.System);

        await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

        await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
        DisposeAll(inputs);
    }

    [Fact]
    public async Task Execution_that_is_stopped_says_so_and_leaves_no_outputs()
    {
        ModelSource slow = Subject.Slow.Require();
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadAsync(backend, slow, s_noWarmUp);
        using IModelExecution execution = session.CreateExecution();
        IReadOnlyList<AiTensor> inputs = Subject.CreateSlowInputs();

        Task<Exception?> run = Task.Run(() => Record.Exception(() => Execute(execution, inputs, session.Signature.Outputs.Count)));
        await Task.Delay(s_head, TimeProvider.System);
        execution.Cancel();
        await Eventually.EndsAsync(run);

        Assert.NotNull(await run);
        DisposeAll(inputs);
    }

    private static void Execute(IModelExecution execution, IReadOnlyList<AiTensor> inputs, int outputCount)
    {
        TensorValue[] outputs = new TensorValue[outputCount];
        try
        {
            execution.Execute([.. inputs.Select(static input => input.Borrow())], outputs);
        }
        finally
        {
            foreach (TensorValue output in outputs.Where(static output => !output.IsEmpty))
            {
                output.Release();
            }
        }
    }

    private async Task<RedisAiEngine> WithSlowModelAsync(RedisAiOptions? options = null)
    {
        ModelSource slow = Subject.Slow.Require();
        RedisAiEngine ai = new(options ?? new RedisAiOptions(), Subject.CreateBackends());
        await ai.Models.StoreAsync("slow", slow, s_noWarmUp);
        return ai;
    }
}
