namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Tensors of random numbers for a model's inputs.</summary>
internal static class RandomTensor
{
    /// <summary>Creates one.</summary>
    /// <param name="spec">What the input takes.</param>
    /// <param name="length">The length of the axes that are free.</param>
    /// <param name="seed">The same gives the same.</param>
    public static AiTensor Create(TensorSpec spec, int length, int seed)
    {
        Random random = new(seed);
        long[] shape = [.. spec.Shape.Dimensions.ToArray().Select(axis => axis == ShapePattern.AnyLength ? length : axis)];
        return spec.DataType == TensorDataType.Int64
            ? AiTensor.Create<long, Random>(shape, random, static (span, numbers) => Fill(span, () => numbers.Next(10)))
            : AiTensor.Create<float, Random>(shape, random, static (span, numbers) => Fill(span, () => (float)((2 * numbers.NextDouble()) - 1)));
    }

    private static void Fill<T>(Span<T> span, Func<T> next)
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = next();
        }
    }
}
