using RedisAi.Backends.Onnx;
using RedisAi.Backends.Onnx.Tests;
using RedisAi.MLflow.Flavours;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Flavours;

/// <summary>What an ONNX file declares, read without the runtime.</summary>
public sealed class OnnxSignatureTests
{
    [Theory]
    [InlineData("add_dynamic")]
    [InlineData("mlp")]
    [InlineData("gru_step")]
    [InlineData("initializer_input")]
    [InlineData("multi_dtype")]
    [InlineData("strings_label")]
    [InlineData("identity_bfloat16")]
    [InlineData("identity_scalar_int64")]
    [InlineData("external_data")]
    [InlineData("shared_weights")]
    public async Task It_is_what_the_runtime_says(string name)
    {
        await using RedisAiEngine ai = new(new OnnxBackend());
        ModelInfo loaded = await ai.Models.StoreAsync("m", ModelSource.FromFile(TestData.Path("onnx", $"{name}.onnx")), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(loaded.Signature.ToString(), Read(name).ToString());
    }

    [Theory]
    [InlineData("fixed_batch", "a\nb c\nd\ne", new[] { "a", "b c", "d", "e" })]
    [InlineData("fixed_batch", "a\nb\nc", new string[0])]
    [InlineData("fixed_batch", "a\nb\nb\nc", new string[0])]
    [InlineData("fixed_batch", "a\n\nb\nc", new string[0])]
    [InlineData("unnamed_dims", "a\nb", new string[0])]
    [InlineData("add16", "a\nb", new string[0])]
    public async Task Names_of_columns_are_those_of_the_metadata_where_there_is_one_for_each(string name, string text, string[] names)
    {
        byte[] model = [.. File.ReadAllBytes(TestData.Path("onnx", $"{name}.onnx")), .. HandmadeModel.Message(14, HandmadeModel.Entry("feature_names", text))];
        await using RedisAiEngine ai = new(new OnnxBackend());

        ModelInfo loaded = await ai.Models.StoreAsync("m", ModelSource.FromBytes(model), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(names, loaded.Signature.Inputs[0].ColumnNames);
        Assert.Equal(names, OnnxSignature.Read(new ProtobufReader(model)).Inputs[0].ColumnNames);
    }

    [Theory]
    [InlineData("a\nd", new[] { "a", "d" })]
    [InlineData("a\nx", new[] { "a" })]
    public async Task Columns_that_the_model_passes_over_are_those_of_the_metadata(string text, string[] names)
    {
        byte[] model =
        [
            .. File.ReadAllBytes(TestData.Path("onnx", "fixed_batch.onnx")),
            .. HandmadeModel.Message(14, HandmadeModel.Entry("redisai.unused_features", text)),
            .. HandmadeModel.Message(14, HandmadeModel.Entry("feature_names", "a\nb\nc\nd")),
        ];
        await using RedisAiEngine ai = new(new OnnxBackend());

        ModelInfo loaded = await ai.Models.StoreAsync("m", ModelSource.FromBytes(model), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(names, loaded.Signature.Inputs[0].UnusedColumns);
        Assert.Equal(names, OnnxSignature.Read(new ProtobufReader(model)).Inputs[0].UnusedColumns);
    }

    [Fact]
    public void Of_an_output_that_is_no_tensor_only_the_name_is_told() => Assert.Equal(["s any[...]"], Read("sequence_output").Outputs.Select(static output => output.ToString()));

    [Fact]
    public void What_is_no_model_is_refused() => Assert.Throws<ModelLoadException>(() => Read("not_a_model"));

    private static ModelSignature Read(string name) => OnnxSignature.Read(new ProtobufReader(File.ReadAllBytes(TestData.Path("onnx", $"{name}.onnx"))));
}
