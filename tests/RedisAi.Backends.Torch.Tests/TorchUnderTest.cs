using RedisAi.Conformance;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>libtorch, for the tests that every backend has to pass.</summary>
public sealed class TorchUnderTest : BackendUnderTest
{
    public override ModelSource Sum => TorchModels.Source("add16");

    public override (string Left, string Right) SumInputs => ("a", "b");

    public override string SumOutput => "sum";

    public override Capability<string> SumFile => TorchModels.PathOf("add16");

    public override Capability<byte[]> SumBytes => File.ReadAllBytes(TorchModels.PathOf("add16"));

    public override Capability<ModelSource> Slow => TorchModels.Source("slow");

    public override Capability<Dictionary<string, ModelSource>> Damaged => new Dictionary<string, ModelSource>
    {
        ["random bytes"] = ModelSource.FromBytes(RandomBytes()),
        ["half of a file"] = ModelSource.FromBytes(Half()),
        ["a file of ONNX"] = ModelSource.FromFile(Testing.TestData.Path("onnx", "add16.onnx")),
        ["code that writes a file"] = TorchModels.Source("saves_file"),
    };

    public override Capability<Device> MissingDevice => Device.Cuda(63);

    public override IReadOnlyList<TensorDataType> ElementTypes { get; } =
    [
        TensorDataType.Float32, TensorDataType.Float64, TensorDataType.Float16, TensorDataType.BFloat16, TensorDataType.Int8, TensorDataType.Int16,
        TensorDataType.Int32, TensorDataType.Int64, TensorDataType.UInt8, TensorDataType.Bool,
    ];

    public override IBackend CreateBackend() => new TorchBackend();

    public override ModelSource Identity(TensorDataType type) => TorchModels.Source("identity");

    public override void DeclareSum(ModelOptions options) => options.ConfigureTorch(static torch =>
    {
        torch.Inputs.Add(new TensorSpec("a", TensorDataType.Float32, new ShapePattern([16])));
        torch.Inputs.Add(new TensorSpec("b", TensorDataType.Float32, new ShapePattern([16])));
        torch.Outputs.Add(new TensorSpec("sum", TensorDataType.Float32, new ShapePattern([16])));
    });

    public override void DeclareIdentity(ModelOptions options, TensorDataType type) => options.ConfigureTorch(torch =>
    {
        torch.Inputs.Add(new TensorSpec("x", type, new ShapePattern([ShapePattern.AnyLength])));
        torch.Outputs.Add(new TensorSpec("y", type, new ShapePattern([ShapePattern.AnyLength])));
    });

    public override IReadOnlyList<AiTensor> CreateSlowInputs() => [TorchModels.Filled(1, 1)];

    public override IReadOnlyList<AiTensor> CreateQuickInputs() => [TorchModels.Filled(0, 1)];

    private static byte[] RandomBytes()
    {
        byte[] bytes = new byte[5_000];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Half()
    {
        byte[] whole = File.ReadAllBytes(TorchModels.PathOf("add16"));
        return whole[..(whole.Length / 2)];
    }
}
