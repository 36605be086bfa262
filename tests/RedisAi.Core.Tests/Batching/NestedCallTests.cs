using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class NestedCallTests
{
    [Fact]
    public async Task Model_that_calls_itself_from_a_run_does_not_wait_for_that_run()
    {
        using StepThreads threads = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], keyspace: null, new ManualTimeProvider(), loggerFactory: null, meterFactory: null, threads);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(Functions.Vector, inputs => [CountDown(ai, inputs[0])]), new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.On } });
        using AiTensor x = Functions.Vec(3);
        Task<float> call = RunAsync(ai, x);

        threads.RunAll();

        Assert.Equal(0, await call.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Function_that_calls_its_own_model_with_another_session_gets_a_run_beyond_the_usual_number(bool awaits)
    {
        using StepThreads threads = new() { CoreCount = 1 };
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], keyspace: null, new ManualTimeProvider(), loggerFactory: null, meterFactory: null, threads);
        await StoreCallerAsync(ai, awaits, static depth => $"depth {depth}");
        Task<float> call = SumAsync(ai, depth: 3, "user");

        // A call that is awaited needs another thread for its run.
        Task[] runs = [Task.Run(() => RunUntil(threads, call)), Task.Run(() => RunUntil(threads, call)), Task.Run(() => RunUntil(threads, call)), Task.Run(() => RunUntil(threads, call))];

        Assert.Equal(6, await call.WaitAsync(TimeSpan.FromSeconds(20)));
        await Task.WhenAll(runs);
    }

    [Fact]
    public async Task When_nested_calls_have_ended_there_are_no_more_runs_at_once_than_before()
    {
        using StepThreads threads = new() { CoreCount = 1 };
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], keyspace: null, new ManualTimeProvider(), loggerFactory: null, meterFactory: null, threads);
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim mayEnd = new();
        await StoreCallerAsync(ai, awaits: false, static depth => $"depth {depth}", depth =>
        {
            if (depth < 0)
            {
                entered.Set();
                Eventually.Comes(mayEnd);
            }
        });
        Task<float> nested = SumAsync(ai, depth: 3, "user");
        await Eventually.EndsAsync(Task.WhenAll([.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunUntil(threads, nested)))]));

        // It runs on the thread that calls, or on one that performs what was started.
        Task<float> running = Task.Run(() => SumAsync(ai, depth: -1, "other"));
        Task run = Task.Run(() => RunUntil(threads, running));
        Eventually.Comes(entered);
        Task<float>[] calls = [.. Enumerable.Range(0, 10).Select(caller => SumAsync(ai, depth: 0, $"{caller}"))];
        int started = threads.Started;
        mayEnd.Set();
        await Eventually.EndsAsync(run);
        threads.RunAll();

        Assert.Equal(0, started);
        Assert.Equal((6, -1), (await nested, await running));
        Assert.Equal(new float[10], await Task.WhenAll(calls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Functions_on_all_cores_that_call_their_own_model_with_the_same_other_session_take_turns_there(bool awaits)
    {
        await using RedisAiEngine ai = new();
        await StoreCallerAsync(ai, awaits, static _ => "shared");

        Task[] callers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(i + 1, await SumAsync(ai, depth: 1, $"{caller}"));
            }
        }))];

        await Eventually.EndsAsync(Task.WhenAll(callers));
        using AiTensor? sum = ai.Tensors.Get(ai.Models["m"].GetStateKey("shared", "sum"));
        Assert.Equal(0, sum!.AsSpan<float>()[0]);
    }

    private static void RunUntil(StepThreads threads, Task call)
    {
        while (!call.IsCompleted)
        {
            if (!threads.Step())
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>A function that adds its input to its state, and, unless that is 0, calls itself with 1 less, as another session, and adds what that gives.</summary>
    private static Task<ModelInfo> StoreCallerAsync(RedisAiEngine ai, bool awaits, Func<int, string> session, Action<float>? begins = null) => ai.Models.StoreAsync(
        "m",
        ModelSource.FromFunction(
            new ModelSignature([Column("x"), Column("sum")], [Column("y"), Column("sumN")]),
            inputs =>
            {
                float[] depths = inputs[0].ToArray<float>();
                float[] sums = inputs[1].ToArray<float>();
                float[] answers = new float[depths.Length];
                for (int row = 0; row < depths.Length; row++)
                {
                    float depth = depths[row];
                    begins?.Invoke(depth);
                    sums[row] += depth;
                    answers[row] = sums[row];
                    if (depth > 0)
                    {
                        string other = session((int)depth - 1);
                        using AiTensor less = AiTensor.Create<float>([1, 1], [depth - 1]);
                        using ModelResult result = awaits ? Await(ai.Models["m"].RunAsync([less], new InferenceOptions { Session = other })) : ai.Models["m"].Run([less], new InferenceOptions { Session = other });
                        answers[row] += result.AsSpan<float>(0)[0];
                    }
                }

                return [AiTensor.Create<float>([depths.Length, 1], answers), AiTensor.Create<float>([depths.Length, 1], sums)];
            }),
        new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.On }, States = { new ModelState("sum", "sumN") } });

    private static ModelResult Await(ValueTask<ModelResult> call) => call.AsTask().GetAwaiter().GetResult();

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    private static async Task<float> SumAsync(RedisAiEngine ai, float depth, string session)
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [depth]);
        using ModelResult result = await ai.Models["m"].RunAsync([x], new InferenceOptions { Session = session }).ConfigureAwait(false);
        return result.AsSpan<float>(0)[0];
    }

    private static async Task<float> RunAsync(RedisAiEngine ai, AiTensor x)
    {
        using ModelResult result = await ai.Models["m"].RunAsync([x]).ConfigureAwait(false);
        return result.AsSpan<float>(0)[0];
    }

    private static AiTensor CountDown(RedisAiEngine ai, AiTensor x)
    {
        float left = x.AsSpan<float>()[0];
        if (left == 0)
        {
            return x;
        }

        using AiTensor less = Functions.Vec(left - 1);
        using ModelResult result = ai.Models["m"].Run([less]);
        return result.Detach(0);
    }
}
