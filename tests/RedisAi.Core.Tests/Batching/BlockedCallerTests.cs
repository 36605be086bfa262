using System.Diagnostics;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

/// <summary>Callers that wait for their calls on threads of the thread pool, which runs need, too.</summary>
public sealed class BlockedCallerTests
{
    [Fact]
    public async Task Callers_on_all_threads_of_the_pool_do_not_starve_the_runs_that_they_wait_for()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(Functions.Vector, OneMillisecond), new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.On } });
        IModel model = ai.Models["m"];

        // So many callers that the pool, which adds one or two threads a second, would take longer than the test may to have one left for a run.
        int calls = 0;
        Task[] callers = [.. Enumerable.Range(0, 32 * Environment.ProcessorCount).Select(_ => Task.Run(() => Call(model, () => Interlocked.Increment(ref calls) <= 3_000)))];

        await Eventually.EndsAsync(Task.WhenAll(callers));
    }

    [Fact]
    public async Task Runner_that_waits_for_a_thread_of_the_pool_gets_another_one_when_such_a_thread_waits_for_it()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]> first = model.CallAsync(1);
        int before = model.Threads.LongStarts;

        Task<long> blocked = Task.Run(() => Run(model, 2));
        await Eventually.HoldsAsync(() => model.Threads.LongStarts == before + 1, "the runner is started on a thread of its own");
        model.Threads.RunAll();

        Assert.Equal((long[])[3], await first);
        Assert.Equal(5, await blocked);
        Assert.Equal([1, 2], Assert.Single(model.Runs));

        // The one that was late has gone, and the next call finds everything as on the first day.
        int settled = model.Threads.LongStarts;
        Task<long[]> next = model.CallAsync(3);
        Assert.Equal((settled, 1), (model.Threads.LongStarts, model.Threads.Started));
        model.Threads.RunAll();
        Assert.Equal((long[])[7], await next);
    }

    private static IReadOnlyList<AiTensor> OneMillisecond(IReadOnlyList<AiTensor> inputs)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(1))
        {
        }

        return [inputs[0]];
    }

    private static void Call(IModel model, Func<bool> goesOn)
    {
        using AiTensor x = Functions.Vec(1);
        while (goesOn())
        {
            model.Run([x]).Dispose();
        }
    }

    private static long Run(SimulatedModel model, long value)
    {
        using AiTensor x = AiTensor.Create<long>([1, 1], [value]);
        using ModelResult result = model.Model.Run([x]);
        return result.AsSpan<long>(0)[0];
    }
}
