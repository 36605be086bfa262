using System.Text.Json.Nodes;
using RedisAi.Backends.Onnx;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Trees over histograms made by chance, with the encoder of categories of 1.4 and later, against scikit-learn's rules followed by the letter.</summary>
public sealed class GeneratedHistTreeTests
{
    private const int Features = 5;

    /// <summary>Their columns, from the first, hold categories; the encoder gives them first.</summary>
    private static readonly int[] s_categorical = [1, 3];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Categories_unseen_ones_missing_values_and_infinities_go_as_the_rules_say(int seed)
    {
        Random random = new(seed);
        int categories = 1 + random.Next(60);
        double[] known = [.. Enumerable.Range(0, categories).Select(static code => (code * 2.5) - 3)];
        GeneratedHistTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => new GeneratedHistTree(random, Features, s_categorical.Length, categories, 1 + random.Next(6)))];
        float[] rows = Rows(random, trees, known);
        int count = rows.Length / Features;

        double[] actual = await AnswerAsync(Write(trees, known), rows);

        Assert.Equal(count, actual.Length);
        for (int row = 0; row < count; row++)
        {
            double[] encoded = Encode(rows.AsSpan(row * Features, Features), known);
            double expected = 1.5 + trees.Sum(tree => tree.Answer(encoded));
            Assert.True(Math.Abs(expected - actual[row]) <= 1e-6 + (1e-6 * Math.Abs(expected)), $"Row {row} of {count}: {actual[row]}, not {expected}.");
        }
    }

    [Fact]
    public async Task Categories_that_are_texts_have_an_input_of_their_own()
    {
        SkopsWriter writer = new();
        JsonObject encoder = writer.Object("sklearn.preprocessing._encoders.OrdinalEncoder", ("categories_", writer.List(writer.Objects("bern", "olten", "thun", null))));
        GeneratedHistTree tree = new(new Random(5), 2, 1, 3, 4);
        byte[] archive = writer.Write(writer.Object(
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
            ("loss", writer.Value("squared_error")),
            ("n_features_in_", writer.Value(2)),
            ("feature_names_in_", writer.Objects("size", "city")),
            ("is_categorical_", writer.Array("|b1", [false, true])),
            ("_preprocessor", writer.Object("sklearn.compose._column_transformer.ColumnTransformer", ("transformers_", writer.List(writer.List(writer.Value("encoder"), encoder, writer.Value(null)))))),
            ("_baseline_prediction", writer.Array<double>("<f8", [0], 1, 1)),
            ("_predictors", writer.List(writer.List(tree.Write(writer)))),
            ("_sklearn_version", writer.Value("1.9.1"))));
        string[] cities = ["bern", "olten", "thun", "", "basel", "thun", "bern", "olten"];
        float[] sizes = [1, -1, 0.5f, 2, float.NaN, -2, float.NaN, 1.5f];

        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive));
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using AiTensor city = AiTensor.CreateStrings([8, 1], cities);
        using AiTensor size = AiTensor.Create<float>([8, 1], sizes);
        using ModelResult result = model.Run([size, city]);

        Assert.Equal("(size Float32[rows,1], city String[rows,1]) -> (prediction Float32[rows])", info.Signature.ToString());
        float[] expected = [.. cities.Select((name, row) => (float)tree.Answer([Array.IndexOf(["bern", "olten", "thun"], name) is >= 0 and int code ? code : double.NaN, sizes[row]]))];
        Assert.Equal(expected, result[0].ToArray<float>());
        Assert.NotEqual(1, expected.Distinct().Count());
    }

    /// <summary>The columns of categories as their positions among those that are known, else NaN; then the others.</summary>
    private static double[] Encode(ReadOnlySpan<float> row, double[] known)
    {
        List<double> encoded = [];
        foreach (int column in s_categorical)
        {
            int code = Array.IndexOf(known, row[column]);
            encoded.Add(code < 0 ? double.NaN : code);
        }

        for (int column = 0; column < row.Length; column++)
        {
            if (!s_categorical.Contains(column))
            {
                encoded.Add(row[column]);
            }
        }

        return [.. encoded];
    }

    private static float[] Rows(Random random, GeneratedHistTree[] trees, double[] known)
    {
        List<float> rows = [];
        (int Feature, double Threshold)[] thresholds = [.. trees.SelectMany(static tree => tree.Thresholds)];
        int[] plain = [.. Enumerable.Range(0, Features).Except(s_categorical)];
        for (int row = 0; row < 200; row++)
        {
            float[] values = [.. Enumerable.Range(0, Features).Select(column => s_categorical.Contains(column) ? NextCategory(random, known) : NextNumber(random))];
            if (thresholds.Length > 0)
            {
                (int feature, double threshold) = thresholds[random.Next(thresholds.Length)];
                values[plain[feature - s_categorical.Length]] = (float)threshold;
            }

            rows.AddRange(values);
        }

        return [.. rows];
    }

    private static float NextCategory(Random random, double[] known) => random.Next(6) switch
    {
        0 => float.NaN,
        1 => (float)(random.NextDouble() * 4) - 2,
        _ => (float)known[random.Next(known.Length)],
    };

    private static float NextNumber(Random random) => random.Next(8) switch
    {
        0 => float.NaN,
        1 => float.PositiveInfinity,
        2 => float.NegativeInfinity,
        _ => (float)(random.NextDouble() * 4) - 2,
    };

    private static byte[] Write(GeneratedHistTree[] trees, double[] known)
    {
        SkopsWriter writer = new();
        bool[] isCategorical = [.. Enumerable.Range(0, Features).Select(static column => s_categorical.Contains(column))];
        JsonObject encoder = writer.Object("sklearn.preprocessing._encoders.OrdinalEncoder", ("categories_", writer.List(s_categorical.Select(_ => writer.Array("<f8", known)))));
        JsonObject preprocessor = writer.Object(
            "sklearn.compose._column_transformer.ColumnTransformer",
            ("transformers_", writer.List(writer.List(writer.Value("encoder"), encoder, writer.Array("|b1", isCategorical)))));
        return writer.Write(writer.Object(
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
            ("loss", writer.Value("squared_error")),
            ("n_features_in_", writer.Value(Features)),
            ("is_categorical_", writer.Array("|b1", isCategorical)),
            ("_preprocessor", preprocessor),
            ("_baseline_prediction", writer.Array<double>("<f8", [1.5], 1, 1)),
            ("_predictors", writer.List(trees.Select(tree => writer.List(tree.Write(writer))))),
            ("_sklearn_version", writer.Value("1.9.1"))));
    }

    private static async Task<double[]> AnswerAsync(byte[] archive, float[] rows)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive));
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using AiTensor input = AiTensor.Create<float>([rows.Length / Features, Features], rows);
        using ModelResult result = model.Run([input]);
        return TensorComparison.ToDoubles(result[0]);
    }
}
