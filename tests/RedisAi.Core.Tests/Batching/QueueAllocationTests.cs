using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>Counts what all threads allocate, where calls wait for each other.</summary>
public sealed class QueueAllocationTests
{
    private const int Callers = 6;
    private const int CallsOfEach = 4_000;

    /// <summary>
    /// An object for each call would be 24 bytes at least. Without one it is 0.04 on a quiet machine, as the queues of the thread pool grow now and then, and was 4 and 12.2 on some
    /// that ran other tests.
    /// </summary>
    private const double BytesForEachCall = 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Positional_calls_of_several_threads_that_share_runs_allocate_nothing()
    {
        // Long enough that the others come meanwhile; on a busy machine they need a processor for that.
        int largest = 0;
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            Thread.SpinWait(500);
            if (largest <= 1)
            {
                Thread.Yield();
            }

            largest = Math.Max(largest, (int)inputs[0].Shape[0]);
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.On } });

        Assert.InRange(await LeastBytesPerCallAsync(ai.Models["m"]), 0, BytesForEachCall);
        Assert.True(largest > 1, "No calls have shared a run.");
    }

    /// <summary>The least of some rounds: at first the JIT is at work, and pools fill.</summary>
    private static async Task<double> LeastBytesPerCallAsync(IModel model)
    {
        double least = double.MaxValue;
        for (int round = 0; round < 8 && least > 1; round++)
        {
            using SemaphoreSlim start = new(0);
            Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(model, start)))];
            await Task.Delay(s_pause, TimeProvider.System);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            start.Release(Callers);
            await Task.WhenAll(callers);
            least = Math.Min(least, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / (Callers * CallsOfEach));
        }

        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.Test?.TestDisplayName}: {least} bytes for each call");
        return least;
    }

    private static async Task CallAsync(IModel model, SemaphoreSlim start)
    {
        using AiTensor x = Functions.Vec(1);
        await start.WaitAsync();
        for (int i = 0; i < CallsOfEach; i++)
        {
            using ModelResult result = await model.RunAsync([x]).ConfigureAwait(false);
        }
    }
}
