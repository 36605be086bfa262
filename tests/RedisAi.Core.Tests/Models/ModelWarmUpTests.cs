using RedisAi.Testing.Simulation;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>With how many rows a model is run before it serves.</summary>
public sealed class ModelWarmUpTests
{
    [Theory]
    [InlineData(13, false, new[] { 13 })]
    [InlineData(16, false, new[] { 16 })]
    [InlineData(31, true, new[] { 16, 8, 4, 2 })]
    [InlineData(16, true, new[] { 16, 8, 4, 2 })]
    public async Task Model_is_run_with_the_sizes_that_its_batches_will_have(int batchSize, bool prefersFew, int[] expected)
    {
        int[] rows = await RowsOfRunsAsync(batchSize, prefersFew);

        // Between them are the runs of the probe, of no more than 8 rows.
        Assert.Equal([1, 1], rows[..2]);
        Assert.Equal(expected, rows[^expected.Length..]);
    }

    [Fact]
    public async Task Model_whose_batches_have_one_row_is_run_with_one()
    {
        int[] rows = await RowsOfRunsAsync(batchSize: 1, prefersFew: true);

        Assert.Equal([1, 1], rows);
    }

    private static async Task<int[]> RowsOfRunsAsync(int batchSize, bool prefersFew)
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
        return [.. sizes];
    }
}
