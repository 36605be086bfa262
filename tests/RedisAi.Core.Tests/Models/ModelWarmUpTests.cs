using RedisAi.Testing.Simulation;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>With how many rows a model is run before it serves.</summary>
public sealed class ModelWarmUpTests
{
    [Theory]
    [InlineData(null, false, new[] { 1, 1 })]
    [InlineData(null, true, new[] { 1, 1 })]
    [InlineData(1, true, new[] { 1, 1 })]
    [InlineData(2, true, new[] { 2, 1, 1 })]
    [InlineData(13, false, new[] { 13, 1, 1 })]
    [InlineData(13, true, new[] { 8, 4, 2, 1, 1 })]
    [InlineData(16, true, new[] { 16, 8, 4, 2, 1, 1 })]
    public async Task Model_is_run_with_the_sizes_that_its_batches_will_have(int? batchSize, bool prefersFew, int[] expected)
    {
        List<int> sizes = [];
        ModelSignature signature = new([Specs.Of("x", TensorDataType.Int64, "batch", -1)], [Specs.Of("y", TensorDataType.Int64, "batch", -1)]);
        SimulatedBackend backend = new(signature, (_, inputs, outputs) =>
        {
            sizes.Add((int)inputs[0].Shape[0]);
            outputs[0] = inputs[0].AddReference();
        })
        {
            PrefersFewBatchSizes = prefersFew,
        };
        await using RedisAiEngine ai = new(backend);

        await ai.Models.StoreAsync("m", SimulatedBackend.Source, new ModelOptions { Batching = { BatchSize = batchSize } });

        // Then come the runs of the probe.
        Assert.Equal(expected, sizes.Take(expected.Length));
    }
}
