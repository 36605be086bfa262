using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>How scikit-learn rounds when it scales singles: versions before 1.8 subtract and divide by doubles and round the results, later ones round the mean and the deviation first.</summary>
public sealed class ScalerRoundingTests
{
    private const double Mean = 1000.0623311;
    private const double Scale = 0.3711719;

    [Theory]
    [InlineData("1.7.2", false)]
    [InlineData("1.8.0", true)]
    [InlineData("1.10.1", true)]
    public async Task Results_are_those_of_the_version_to_the_last_digit(string version, bool roundsFirst)
    {
        float[] rows = [1000.5f, 999.25f, 1000.0625f, 12.5f, -3, 1e6f];
        SkopsWriter writer = new();
        byte[] archive = writer.Write(writer.Object(
            "sklearn.preprocessing._data.StandardScaler",
            ("_sklearn_version", writer.Value(version)),
            ("mean_", writer.Array("<f8", [Mean])),
            ("scale_", writer.Array("<f8", [Scale])),
            ("n_features_in_", writer.Value(1))));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), cancellationToken: TestContext.Current.CancellationToken);
        using AiTensor x = AiTensor.Create<float>([rows.Length, 1], rows);

        using ModelResult result = ai.Models["m"].Run([x]);

        float[] expected = Array.ConvertAll(rows, value => roundsFirst ? (value - (float)Mean) / (float)Scale : (float)((float)(value - Mean) / Scale));
        Assert.Equal(expected, result[0].AsSpan<float>().ToArray());
    }
}
