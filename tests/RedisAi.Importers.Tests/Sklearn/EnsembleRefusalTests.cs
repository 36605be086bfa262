using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>What scikit-learn 1.2 refuses to be given, and what it takes.</summary>
public sealed class EnsembleRefusalTests
{
    /// <summary>Of these classes alone trees over histograms take missing values, and infinities.</summary>
    private const string TakesAll = "hist_";

    public static TheoryData<string> Names => [.. EnsembleCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Infinities_and_missing_values_are_refused_where_the_library_refuses_them(string name)
    {
        EnsembleCase fitted = new(name);
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromFile(fitted.ModelPath));
        Assert.True(ai.Models.TryGet("m", out IModel? model));

        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            using AiTensor rows = WithLast(fitted, value);
            if (name.StartsWith(TakesAll, StringComparison.Ordinal))
            {
                using ModelResult result = model.Run([rows]);
                Assert.NotEqual(0, result.Count);
            }
            else
            {
                Exception error = Assert.ThrowsAny<Exception>(() => model.Run([rows]));
                Assert.Contains(float.IsNaN(value) ? "NaN" : "infin", error.Message, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>The rows, with another value in the last column of the last row. Bagged estimators look at some columns only, but all are looked at by one.</summary>
    private static AiTensor WithLast(EnsembleCase fitted, float value)
    {
        using AiTensor rows = fitted.LoadRows();
        float[] values = rows.ToArray<float>();
        values[^1] = value;
        return AiTensor.Create<float>(rows.Shape.Dimensions.ToArray(), values);
    }
}
