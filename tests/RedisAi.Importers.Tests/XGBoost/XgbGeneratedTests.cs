using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Conformance;
using RedisAi.Importers.XGBoost;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>Models of chance give what XGBoost's rules, followed one by one, say.</summary>
public sealed class XgbGeneratedTests
{
    private const int Rows = 60;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_model_of_chance_answers_as_the_rules_say(int hundred)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        for (int seed = hundred * 100; seed < (hundred + 1) * 100; seed++)
        {
            GeneratedModel generated = new(seed);
            float[] rows = generated.Rows(Rows);
            byte[] file = seed % 2 == 0 ? ValueWriter.Ubj(generated.ToValues()) : ValueWriter.Json(generated.ToValues());
            await ai.Models.StoreAsync("m", ModelSource.FromBytes(file), new ModelOptions { WarmUp = false }.ConfigureImport(import => import.ModelClass = generated.ModelClass));
            using AiTensor x = AiTensor.Create<float>([Rows, generated.Features], rows);
            using ModelResult result = ai.Models["m"].Run([x]);
            for (int row = 0; row < Rows; row++)
            {
                (double[] values, double? label) = generated.Predict(rows.AsSpan(row * generated.Features, generated.Features));
                Check(seed, generated, result, row, values, label);
            }
        }
    }

    [Fact]
    public void Both_formats_give_the_same_graph()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Dictionary<string, object> values = new GeneratedModel(seed).ToValues();

            Assert.True(Import(ValueWriter.Ubj(values)).Span.SequenceEqual(Import(ValueWriter.Json(values)).Span), $"Seed {seed}.");
        }
    }

    private static ReadOnlyMemory<byte> Import(byte[] file) => new XgbImporter().Import(new ModelContent(null, file, file, null), new ModelOptions(), TestContext.Current.CancellationToken).Bytes;

    private static void Check(int seed, GeneratedModel generated, ModelResult result, int row, double[] values, double? label)
    {
        bool isClassifier = generated.ModelClass.EndsWith("Classifier", StringComparison.Ordinal);
        bool isMultiClass = generated.Objective.StartsWith("multi:", StringComparison.Ordinal);
        if (!isClassifier)
        {
            bool isLargest = generated.Objective == "multi:softmax";
            Assert.Equal(isMultiClass && !isLargest ? "probabilities" : "prediction", result.Outputs[0].Name);
            AssertClose(seed, row, isLargest ? [label!.Value] : values, Row(result[0], row));
            return;
        }

        Assert.Equal(["label", "probabilities"], result.Outputs.Select(static output => output.Name));
        AssertClose(seed, row, isMultiClass || generated.Outputs > 1 ? values : [1 - values[0], values[0]], Row(result["probabilities"], row));
        AssertClose(seed, row, label is { } one ? [one] : Array.ConvertAll(values, static value => value > 0.5 ? 1.0 : 0), Row(result["label"], row));
    }

    private static double[] Row(AiTensor tensor, int row) => TensorComparison.ToDoubles(tensor)[(row * (int)(tensor.ElementCount / Rows))..((row + 1) * (int)(tensor.ElementCount / Rows))];

    private static void AssertClose(int seed, int row, double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = XgbCase.OfScale + (XgbCase.Relative * Math.Abs(expected[i]));
            Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"Seed {seed}, row {row}: {actual[i]} stands where {expected[i]} was expected.");
        }
    }
}
