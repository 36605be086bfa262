namespace RedisAi.Backends.Onnx.Tests;

public sealed class SignatureTests
{
    [Theory]
    [InlineData("add16", "(a Float32[16], b Float32[16]) -> (c Float32[16])")]
    [InlineData("add_dynamic", "(a Float32[N,M], b Float32[N,M]) -> (c Float32[N,M])")]
    [InlineData("unnamed_dims", "(x Float32[-1,-1]) -> (y Float32[-1,-1])")]
    [InlineData("unknown_rank", "(x Float32[...]) -> (y Float32[...])")]
    [InlineData("identity_scalar_int64", "(x Int64[]) -> (y Int64[])")]
    [InlineData("two_outputs", "(b Float32[N,3], a Float32[N,3]) -> (difference Float32[N,3], product Float32[N,3])")]
    [InlineData("multi_dtype", "(x Int32[N], y Float32[N]) -> (z Float32[N])")]
    [InlineData("fixed_batch", "(x Float32[1,4]) -> (y Float32[1,4])")]
    [InlineData("gru_step", "(x Float32[B,32], h Float32[B,64]) -> (y Float32[B,8], hN Float32[B,64])")]
    [InlineData("initializer_input", "(x Float32[4]) -> (y Float32[4])")]
    [InlineData("nonzero", "(x Float32[N]) -> (idx Int64[1,K])")]
    [InlineData("wrong_declared_shape", "(x Float32[N,2]) -> (label Int64[1])")]
    [InlineData("strings_upper", "(x String[N]) -> (y String[M])")]
    [InlineData("slow_loop", "(trip_count Int64[], x Float32[64,64]) -> (y Float32[64,64])")]
    public async Task Signature_says_what_the_model_declares(string name, string signature)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(name);

        Assert.Equal(signature, ai.Models["m"].Signature.ToString());
    }

    [Fact]
    public async Task Named_length_is_minus_one_and_keeps_its_name()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("mlp");

        ShapePattern shape = ai.Models["m"].Signature.Inputs[0].Shape;

        Assert.Equal([-1, 64], shape.Dimensions.ToArray());
        Assert.Equal(["N", ""], shape.Symbols.ToArray());
    }

    [Fact]
    public async Task Unknown_rank_is_told_from_a_scalar()
    {
        await using RedisAiEngine unknown = await OnnxModels.EngineWithAsync("unknown_rank");
        await using RedisAiEngine scalar = await OnnxModels.EngineWithAsync("identity_scalar_int64");

        Assert.False(unknown.Models["m"].Signature.Inputs[0].Shape.IsRankKnown);
        Assert.True(scalar.Models["m"].Signature.Inputs[0].Shape.IsRankKnown);
        Assert.Equal(0, scalar.Models["m"].Signature.Inputs[0].Shape.Rank);
    }

    [Fact]
    public async Task Model_info_names_the_backend_and_the_device()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16", new ModelOptions { Tag = "v6" });

        ModelInfo info = ai.Models.GetInfo("m");

        Assert.Equal(("ONNX", Device.Cpu, "v6", 1), (info.Backend, info.Device, info.Tag, info.Version));
    }

    [Fact]
    public void Runtime_says_which_version_it_is()
    {
        using OnnxBackend backend = new();

        Assert.Equal(OnnxModels.RuntimeVersion, backend.RuntimeVersion);
        Assert.Equal(OnnxModels.RuntimeVersion, Interop.OrtRuntime.Instance.Api.Version);
    }
}
