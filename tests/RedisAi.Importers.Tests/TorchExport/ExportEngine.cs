using RedisAi.Backends.Torch;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Engines that import, and answers that are compared as imported models promise them.</summary>
internal static class ExportEngine
{
    public static RedisAiEngine Create() => new(new RedisAiOptions().AddImporters(), [new TorchBackend()]);

    public static async Task<RedisAiEngine> WithAsync(ModelSource source, ModelOptions? options = null)
    {
        RedisAiEngine ai = Create();
        try
        {
            await ai.Models.StoreAsync("m", source, options);
            return ai;
        }
        catch
        {
            await ai.DisposeAsync();
            throw;
        }
    }

    /// <summary>Differences of at most 1e-6 of the largest element and 1e-5 of the element itself.</summary>
    public static void AssertClose(AiTensor expected, AiTensor actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        AssertClose(TensorComparison.ToDoubles(expected), TensorComparison.ToDoubles(actual), expected.DataType is TensorDataType.Float16 ? 1e-3 : expected.DataType is TensorDataType.BFloat16 ? 1e-2 : 0);
    }

    /// <inheritdoc cref="AssertClose(AiTensor, AiTensor)"/>
    public static void AssertClose(double[] expected, double[] actual, double rounding = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            bool close = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= (1e-6 * scale) + ((1e-5 + rounding) * Math.Abs(expected[i]));
            Assert.True(close, $"Element {i} is {actual[i]}, not {expected[i]}.");
        }
    }
}
