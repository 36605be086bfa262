using System.Buffers;
using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>What models give, as JSON.</summary>
public sealed class PredictionsTests
{
    [Fact]
    public void Numbers_are_written_so_that_reading_gives_the_same_again()
    {
        Assert.Equal("[1.0,-2.5,3.4028235E+38,1E-45,0.1]", Written(AiTensor.Create<float>([5], [1, -2.5f, float.MaxValue, float.Epsilon, 0.1f])));
        Assert.Equal("[1.0,0.1,1.7976931348623157E+308,-0.0]", Written(AiTensor.Create<double>([4], [1, 0.1, double.MaxValue, -0.0])));
        Assert.Equal("[1.0,65500.0,0.1]", Written(AiTensor.Create<Half>([3], [(Half)1, Half.MaxValue, (Half)0.1])));
        Assert.Equal("[1.0,2.5]", Written(AiTensor.Create<BFloat16>([2], [(BFloat16)1, (BFloat16)2.5f])));
        Assert.Equal("[-128,127]", Written(AiTensor.Create<sbyte>([2], [sbyte.MinValue, sbyte.MaxValue])));
        Assert.Equal("[-32768]", Written(AiTensor.Create<short>([1], [short.MinValue])));
        Assert.Equal("[-2147483648]", Written(AiTensor.Create<int>([1], [int.MinValue])));
        Assert.Equal("[-9223372036854775808,9007199254740993]", Written(AiTensor.Create<long>([2], [long.MinValue, 9007199254740993])));
        Assert.Equal("[255]", Written(AiTensor.Create<byte>([1], [255])));
        Assert.Equal("[65535]", Written(AiTensor.Create<ushort>([1], [ushort.MaxValue])));
        Assert.Equal("[4294967295]", Written(AiTensor.Create<uint>([1], [uint.MaxValue])));
        Assert.Equal("[18446744073709551615]", Written(AiTensor.Create<ulong>([1], [ulong.MaxValue])));
        Assert.Equal("[true,false]", Written(AiTensor.Create<bool>([2], [true, false])));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null()
    {
        Assert.Equal("[null,null,null]", Written(AiTensor.Create<float>([3], [float.NaN, float.PositiveInfinity, float.NegativeInfinity])));
        Assert.Equal("[null]", Written(AiTensor.Create<double>([1], [double.NaN])));
        Assert.Equal("[null]", Written(AiTensor.Create<Half>([1], [Half.NaN])));
        Assert.Equal("[null]", Written(AiTensor.Create<BFloat16>([1], [(BFloat16)float.NaN])));
    }

    [Fact]
    public void Axes_are_lists_within_lists()
    {
        Assert.Equal("[[[1,2],[3,4]],[[5,6],[7,8]]]", Written(AiTensor.Create<long>([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])));
        Assert.Equal("[[],[]]", Written(AiTensor.Create<long>([2, 0], [])));
        Assert.Equal("[]", Written(AiTensor.Create<long>([0, 2], [])));
        Assert.Equal("7", Written(AiTensor.Scalar(7L)));
        Assert.Equal("\"x\"", Written(AiTensor.Scalar("x")));
    }

    [Fact]
    public void Texts_are_escaped_as_JSON_needs_it()
    {
        string[] texts = ["", "plain", "\"\\\b\f\n\r\t\u0001", "Zürich 東京 😀", "half \ud83d", "</script>", new('x', 5000)];
        string json = Written(AiTensor.CreateStrings([texts.Length], texts));

        using JsonDocument document = JsonDocument.Parse(json);

        Assert.Equal(texts.Select(static text => text.Replace('\ud83d', '\ufffd').Replace("\ufffd\ude00", "😀", StringComparison.Ordinal)), document.RootElement.EnumerateArray().Select(static text => text.GetString()));
    }

    [Theory]
    [InlineData(PredictionForm.Named, "a", """{"predictions":{"a":[[1.0],[2.0]]}}""")]
    [InlineData(PredictionForm.NamedIfSeveral, "a", """{"predictions":[[1.0],[2.0]]}""")]
    [InlineData(PredictionForm.First, "a", """{"predictions":[[1.0],[2.0]]}""")]
    [InlineData(PredictionForm.Named, "a,b", """{"predictions":{"a":[[1.0],[2.0]],"b":[[1.0],[2.0]]}}""")]
    [InlineData(PredictionForm.NamedIfSeveral, "a,b", """{"predictions":{"a":[[1.0],[2.0]],"b":[[1.0],[2.0]]}}""")]
    [InlineData(PredictionForm.First, "a,b", """{"predictions":[[1.0],[2.0]]}""")]
    [InlineData(PredictionForm.Named, "quo\"te", """{"predictions":{"quo\"te":[[1.0],[2.0]]}}""")]
    public async Task Answer_has_the_form_that_the_contract_says(PredictionForm form, string outputs, string expected) =>
        Assert.Equal(expected, await AnswerAsync(new ScoringContract(null, form), outputs.Split(','), """{"inputs":[[1],[2]]}"""));

    [Fact]
    public async Task Request_without_a_word_for_its_inputs_gets_an_answer_without_one_for_its_predictions() =>
        Assert.Equal("""{"a":[[3.0]]}""", await AnswerAsync(new ScoringContract(null, PredictionForm.Named), ["a"], """{"prompt":"x","x":[[3]]}"""));

    [Fact]
    public async Task Column_of_an_export_is_the_list_that_the_signature_says()
    {
        MlflowSignature list = MlflowSignature.Parse(null, """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1]}}]""");

        Assert.Equal("""{"predictions":[1.0,2.0]}""", await AnswerAsync(new ScoringContract(list, PredictionForm.First), ["a", "b"], """{"inputs":[[1],[2]]}"""));
    }

    /// <summary>The answer of a model whose outputs are each its input x, of any number of rows.</summary>
    private static async Task<string> AnswerAsync(ScoringContract contract, string[] outputs, string request)
    {
        await using RedisAiEngine ai = new();
        TensorSpec x = new("x", TensorDataType.Float32, new ShapePattern([-1, 1]));
        ModelSignature signature = new([x], outputs.Select(output => x with { Name = output }));
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(signature, inputs => [.. outputs.Select(_ => inputs[0].Share())]));
        return Encoding.UTF8.GetString((await SmokeTest.RunAsync(ai.Models["m"], contract, Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken)).Span);
    }

    private static string Written(AiTensor tensor)
    {
        using (tensor)
        {
            ArrayBufferWriter<byte> bytes = new(16);
            PredictionWriter json = new(bytes);
            json.Write(tensor, tensor.Shape.Dimensions);
            json.Flush();
            return Encoding.UTF8.GetString(bytes.WrittenSpan);
        }
    }
}
