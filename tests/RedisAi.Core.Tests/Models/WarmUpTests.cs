using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class WarmUpTests
{
    [Fact]
    public async Task Largest_batch_is_warmed_up_with_its_rows_where_the_model_has_them()
    {
        List<(TensorShape X, TensorShape H)> runs = [];
        ModelSignature signature = new(
            [Specs.Of("x", TensorDataType.Int64, "batch", -1), Specs.Of("h", TensorDataType.Int64, 2, "batch"), Specs.Of("rate", TensorDataType.Int64, -1)],
            [Specs.Of("y", TensorDataType.Int64, "batch", -1), Specs.Of("next_h", TensorDataType.Int64, 2, "batch")]);
        SimulatedBackend backend = new(signature, (_, inputs, outputs) =>
        {
            runs.Add((inputs[0].Shape, inputs[1].Shape));
            (outputs[0], outputs[1]) = (inputs[0].AddReference(), inputs[1].AddReference());
        });
        using StepThreads threads = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], keyspace: null, new ManualTimeProvider(), loggerFactory: null, meterFactory: null, threads);

        ModelInfo info = await ai.Models.StoreAsync("m", SimulatedBackend.Source, new ModelOptions
        {
            Batching = { BatchSize = 37, Mode = BatchingMode.On },
            States = { new ModelState("h", "next_h") { BatchAxis = 1 } },
            SharedInputs = { "rate" },
        });

        Assert.True(info.Batching.IsMerged, info.Batching.Reason);
        Assert.Contains((TensorShape.Create([37, 1]), TensorShape.Create([2, 37])), runs);
        Assert.All(runs, static run => Assert.Equal(run.X[0], run.H[1]));
    }
}
