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
