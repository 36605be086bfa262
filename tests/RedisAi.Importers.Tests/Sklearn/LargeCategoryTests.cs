using System.Text.Json.Nodes;
using RedisAi.Backends.Onnx;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Categories that are whole numbers beyond the 24 bits of a single: ids.</summary>
public sealed class LargeCategoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("OneHotEncoder", new long[] { 5, 16777216, 16777217 }, "has in its column 0 the categories 16777216 and 16777217, which its input of float32 cannot tell apart")]
    [InlineData("OrdinalEncoder", new long[] { 5, 16777216, 16777217 }, "has in its column 0 the categories 16777216 and 16777217, which its input of float32 cannot tell apart")]
    [InlineData("OneHotEncoder", new long[] { 5, 1700000001 }, "has in its column 0 the category 1700000001, which float32, its input, rounds to 1700000000")]
    public async Task Categories_that_singles_cannot_tell_apart_are_an_error_that_names_them(string encoder, long[] categories, string reason)
    {
        SkopsWriter writer = new();
        byte[] archive = writer.Write(Encoder(writer, encoder, categories));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), null, Token));

        Assert.Contains($"{encoder} {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_that_come_as_whole_numbers_are_told_apart()
    {
        SkopsWriter writer = new();
        byte[] archive = writer.Write(Table(writer, [5, 16777216, 16777217]));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), new ModelOptions().ConfigureImport(static import => import.Columns.Add(new ImportColumn("id", TensorDataType.Int64))), Token);
        using AiTensor ids = AiTensor.Create<long>([4, 1], [16777217, 5, 16777216, 16777218]);
        using AiTensor cities = AiTensor.CreateStrings([4, 1], ["a", "a", "a", "a"]);

        using ModelResult result = ai.Models["m"].Run([ids, cities]);

        Assert.Equal([0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1], TensorComparison.ToDoubles(result[0]));
    }

    [Fact]
    public async Task Whole_numbers_that_singles_have_are_categories_however_large()
    {
        SkopsWriter writer = new();
        byte[] archive = writer.Write(Encoder(writer, "OneHotEncoder", [16777216, 16777218, 10_000_000_000]));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), null, Token);
        using AiTensor ids = AiTensor.Create<float>([2, 1], [16777218, 1e10f]);

        using ModelResult result = ai.Models["m"].Run([ids]);

        Assert.Equal([0, 1, 0, 0, 0, 1], TensorComparison.ToDoubles(result[0]));
    }

    private static JsonObject Encoder(SkopsWriter writer, string name, long[] categories) => Encoder(writer, name, writer.Array("<i8", categories));

    private static JsonObject Encoder(SkopsWriter writer, string name, JsonObject categories) => writer.Object(
        $"sklearn.preprocessing._encoders.{name}",
        ("categories_", writer.List(categories)),
        ("handle_unknown", writer.Value(name == "OneHotEncoder" ? "ignore" : "error")),
        ("drop_idx_", writer.Value(null)),
        ("n_features_in_", writer.Value(1)));

    private static JsonObject Table(SkopsWriter writer, long[] ids) => writer.Object(
        "sklearn.compose._column_transformer.ColumnTransformer",
        ("transformers_", writer.List(
            writer.List(writer.Value("ids"), Encoder(writer, "OneHotEncoder", ids), writer.List(writer.Value(0))),
            writer.List(writer.Value("cities"), Encoder(writer, "OneHotEncoder", writer.Objects("a")), writer.List(writer.Value(1))))),
        ("feature_names_in_", writer.Objects("id", "city")),
        ("n_features_in_", writer.Value(2)));
}
