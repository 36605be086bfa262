using RedisAi.Backends.Onnx;
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

    [Fact]
    public void Of_an_output_that_is_no_tensor_only_the_name_is_told() => Assert.Equal(["s any[...]"], Read("sequence_output").Outputs.Select(static output => output.ToString()));

    [Fact]
    public void What_is_no_model_is_refused() => Assert.Throws<ModelLoadException>(() => Read("not_a_model"));

    private static ModelSignature Read(string name) => OnnxSignature.Read(new ProtobufReader(File.ReadAllBytes(TestData.Path("onnx", $"{name}.onnx"))));
}
