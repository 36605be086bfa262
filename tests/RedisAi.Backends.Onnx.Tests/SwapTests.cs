using System.Runtime.InteropServices;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Models are replaced and removed while they are used.</summary>
public sealed class SwapTests
{
    private const int LeastSwaps = 20;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Every_call_is_answered_by_one_version_and_none_by_one_that_was_replaced_before()
    {
        byte[] model = await OnnxModels.BytesAsync("initializer_input");
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(AddsNumber(model, 1));
        IModel handle = ai.Models["m"];
        int started = 1, stored = 1;

        Threads.RunFor(
            s_duration,
            readers: 3,
            writers: 1,
            _ =>
            {
                int before = Volatile.Read(ref stored);
                using AiTensor x = OnnxModels.Filled(0.25f, 4);
                using ModelResult result = handle.Run([x]);
                ReadOnlySpan<float> answer = result.AsSpan<float>(0);

                Assert.True(answer.IndexOfAnyExcept(answer[0]) < 0, "Two versions answered.");
                Assert.InRange(answer[0] - 0.25f, before, Volatile.Read(ref started));
            },
            _ =>
            {
                int number = started + 1;
                Volatile.Write(ref started, number);
                ai.Models.StoreAsync("m", AddsNumber(model, number)).GetAwaiter().GetResult();
                Volatile.Write(ref stored, number);
            },
            () => Volatile.Read(ref stored) >= LeastSwaps);

        Assert.Equal(stored, ai.Models.GetInfo("m").Version);
        Assert.InRange(stored, LeastSwaps, int.MaxValue);
    }

    [Fact]
    public async Task Asynchronous_calls_see_no_failure_either()
    {
        byte[] model = await OnnxModels.BytesAsync("initializer_input");
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(AddsNumber(model, 1));
        IModel handle = ai.Models["m"];
        using CancellationTokenSource done = new();
        int[] calls = new int[4];
        Task[] callers = [.. Enumerable.Range(0, calls.Length).Select(caller => Task.Run(() => CallUntilAsync(handle, () => Interlocked.Increment(ref calls[caller]), done.Token)))];

        // Until each caller had its turn, which on a busy machine takes a while.
        for (int number = 2; number < 100 || (number < 20_000 && calls.Min() < 20); number++)
        {
            await ai.Models.StoreAsync("m", AddsNumber(model, number));
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);
        Assert.All(calls, static count => Assert.InRange(count, 20, int.MaxValue));
    }

    [Fact]
    public async Task Calls_of_a_model_that_comes_and_goes_succeed_or_do_not_find_it()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        IModel handle = ai.Models["m"];
        long answered = 0;

        Threads.RunFor(
            s_duration,
            readers: 3,
            writers: 1,
            _ =>
            {
                using AiTensor x = OnnxModels.Filled(1, 16);
                try
                {
                    using ModelResult result = handle.Run([x, x]);
                    Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(2f) < 0);
                    Interlocked.Increment(ref answered);
                }
                catch (ModelNotFoundException)
                {
                }
            },
            _ =>
            {
                ai.Models.DeleteAsync("m").GetAwaiter().GetResult();
                ai.Models.StoreAsync("m", OnnxModels.Source("add16")).GetAwaiter().GetResult();
            },
            () => Volatile.Read(ref answered) > 0);

        Assert.InRange(answered, 1, long.MaxValue);
    }

    [Fact]
    public async Task Thousands_of_models_come_and_go_without_a_trace()
    {
        await using RedisAiEngine ai = OnnxModels.Engine();
        using AiTensor x = OnnxModels.Filled(1, 16);
        await CycleAsync(ai, x, 10);
        long before = NativeLeakCheck.Alive;

        await CycleAsync(ai, x, 2_000);

        Assert.Equal(before, NativeLeakCheck.Alive);
    }

    private static async Task CycleAsync(RedisAiEngine ai, AiTensor x, int count)
    {
        ModelSource source = ModelSource.FromBytes(await OnnxModels.BytesAsync("add16"));
        for (int i = 0; i < count; i++)
        {
            await ai.Models.StoreAsync("m", source);
            ai.Models["m"].Run([x, x]).Dispose();
            Assert.True(await ai.Models.DeleteAsync("m"));
        }
    }

    private static async Task CallUntilAsync(IModel model, Action called, CancellationToken done)
    {
        using AiTensor x = OnnxModels.Filled(0, 4);
        float last = 0;
        while (!done.IsCancellationRequested)
        {
            using ModelResult result = await model.RunAsync([x], cancellationToken: CancellationToken.None);
            float[] answer = result.AsSpan<float>(0).ToArray();
            Assert.All(answer, value => Assert.Equal(answer[0], value));

            // One caller's calls follow each other, so the versions that answer them do too.
            Assert.InRange(answer[0], last, float.MaxValue);
            last = answer[0];
            called();

            // A quick run ends where it began: without this the first callers would keep the pool's threads to themselves.
            await Task.Yield();
        }
    }

    /// <summary>The model initializer_input, which adds 10, 20, 30 and 40, made to add one number everywhere.</summary>
    private static ModelSource AddsNumber(byte[] model, float number)
    {
        byte[] changed = [.. model];
        int place = changed.AsSpan().IndexOf(MemoryMarshal.AsBytes<float>([10, 20, 30, 40]));
        MemoryMarshal.AsBytes<float>([number, number, number, number]).CopyTo(changed.AsSpan(place));
        return ModelSource.FromBytes(changed);
    }
}
