using RedisAi.Conformance;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>ONNX Runtime, for the tests that every backend has to pass.</summary>
public sealed class OnnxUnderTest : BackendUnderTest
{
    public override ModelSource Sum => OnnxModels.Source("add16");

    public override (string Left, string Right) SumInputs => ("a", "b");

    public override string SumOutput => "c";

    public override Capability<string> SumFile => OnnxModels.PathOf("add16");

    public override Capability<byte[]> SumBytes => File.ReadAllBytes(OnnxModels.PathOf("add16"));

    public override Capability<ModelSource> Slow => OnnxModels.Source("slow_loop");

    public override Capability<Dictionary<string, ModelSource>> Damaged => new Dictionary<string, ModelSource>
    {
        ["random bytes"] = OnnxModels.Source("not_a_model"),
        ["half of a file"] = OnnxModels.Source("truncated_mlp"),
        ["an operator that does not exist"] = OnnxModels.Source("unknown_op"),
        ["weights outside its folder"] = OnnxModels.Source("external_escape"),
        ["an output that is a sequence"] = OnnxModels.Source("sequence_output"),
    };

    public override Capability<Device> MissingDevice => Device.Cuda(63);

    public override IReadOnlyList<TensorDataType> ElementTypes { get; } =
        [.. Enum.GetValues<TensorDataType>().Where(static type => type != TensorDataType.Undefined)];

    public override IBackend CreateBackend() => new OnnxBackend();

    public override ModelSource Identity(TensorDataType type) => OnnxModels.Source($"identity_{type.ToString().ToLowerInvariant()}");

    public override IReadOnlyList<AiTensor> CreateSlowInputs() => Inputs(1L << 40);

    public override IReadOnlyList<AiTensor> CreateQuickInputs() => Inputs(1);

    private static AiTensor[] Inputs(long trips) => [AiTensor.Scalar(trips), OnnxModels.Filled(1, 64, 64)];
}
