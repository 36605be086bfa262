using System.Text.Json.Nodes;
using RedisAi.Backends.Onnx;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Trees made by chance, against scikit-learn's rules followed by the letter.</summary>
public sealed class GeneratedTreeTests
{
    private const int Features = 5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Forests_take_missing_values_and_values_on_thresholds_as_the_rules_say(int seed)
    {
        Random random = new(seed);
        int width = 1 + random.Next(3);
        GeneratedTree[] trees = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => new GeneratedTree(random, Features, 1 + random.Next(7), width))];
        float[] rows = Rows(random, trees);
        int count = rows.Length / Features;
        double[] expected = new double[count * width];
        for (int row = 0; row < count; row++)
        {
            foreach (GeneratedTree tree in trees)
            {
                ReadOnlySpan<double> answer = tree.Answer(rows.AsSpan(row * Features, Features));
                for (int i = 0; i < width; i++)
                {
                    expected[(row * width) + i] += answer[i] / trees.Length;
                }
            }
        }

        double[] actual = await AnswerAsync(Write(trees, width), rows, width == 1 ? null : "predict_proba");

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-6, $"Row {i / width} of {count}: {actual[i]}, not {expected[i]}.");
        }
    }

    /// <summary>Rows by chance, some with NaN, and for some thresholds the float32 on it and its neighbours.</summary>
    private static float[] Rows(Random random, GeneratedTree[] trees)
    {
        List<float> rows = [.. Enumerable.Range(0, 100 * Features).Select(_ => random.Next(6) == 0 ? float.NaN : (float)(random.NextDouble() * 4) - 2)];
        foreach ((int feature, double threshold) in trees.SelectMany(static tree => tree.Thresholds).Take(40))
        {
            foreach (float value in new[] { (float)threshold, MathF.BitIncrement((float)threshold), MathF.BitDecrement((float)threshold) })
            {
                float[] row = [.. Enumerable.Range(0, Features).Select(_ => (float)(random.NextDouble() * 4) - 2)];
                row[feature] = value;
                rows.AddRange(row);
            }
        }

        return [.. rows];
    }

    private static byte[] Write(GeneratedTree[] trees, int width)
    {
        SkopsWriter writer = new();
        string kind = width == 1 ? "Regressor" : "Classifier";
        JsonObject[] estimators = [.. trees.Select(tree => writer.Object(
            $"sklearn.tree._classes.DecisionTree{kind}",
            ("criterion", writer.Value(width == 1 ? "squared_error" : "gini")),
            ("splitter", writer.Value("best")),
            ("tree_", tree.Write(writer)),
            ("_sklearn_version", writer.Value("1.9.1"))))];
        return writer.Write(writer.Object(
            $"sklearn.ensemble._forest.RandomForest{kind}",
            ("n_features_in_", writer.Value(Features)),
            ("classes_", writer.Array<long>("<i8", [.. Enumerable.Range(0, width)])),
            ("estimators_", writer.List(estimators)),
            ("_sklearn_version", writer.Value("1.9.1"))));
    }

    private static async Task<double[]> AnswerAsync(byte[] archive, float[] rows, string? function)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), new ModelOptions().ConfigureImport(import => import.PredictFunction = function));
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using AiTensor input = AiTensor.Create<float>([rows.Length / Features, Features], rows);
        using ModelResult result = model.Run([input]);
        return TensorComparison.ToDoubles(result[0]);
    }
}
