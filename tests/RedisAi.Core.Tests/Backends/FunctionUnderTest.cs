using RedisAi.Backends;
using RedisAi.Conformance;

namespace RedisAi.Tests.Backends;

/// <summary>The backend that every engine has, for models written in C#.</summary>
public sealed class FunctionUnderTest : BackendUnderTest
{
    public override ModelSource Sum { get; } = ModelSource.FromFunction(
        new ModelSignature([Vector("a", 16), Vector("b", 16)], [Vector("c", 16)]),
        static inputs => [AiTensor.Create<float>([16], [.. inputs[0].ToArray<float>().Zip(inputs[1].ToArray<float>(), static (a, b) => a + b)])]);

    public override (string Left, string Right) SumInputs => ("a", "b");

    public override string SumOutput => "c";

    public override Capability<string> SumFile => Capability.Lacking("A function is in no file.");

    public override Capability<byte[]> SumBytes => Capability.Lacking("A function has no bytes.");

    /// <summary>Waits until it is stopped if its input is true.</summary>
    public override Capability<ModelSource> Slow { get; } = ModelSource.FromFunction(["wait"], ["y"], static (inputs, cancellationToken) =>
    {
        if (inputs[0].AsSpan<bool>()[0])
        {
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return [inputs[0]];
    });

    public override Capability<Dictionary<string, ModelSource>> Damaged =>
        new Dictionary<string, ModelSource> { ["bytes, which no function has"] = ModelSource.FromBytes("no function"u8.ToArray()) };

    public override Capability<Device> MissingDevice => Device.Cuda(0);

    public override IReadOnlyList<TensorDataType> ElementTypes { get; } =
        [.. Enum.GetValues<TensorDataType>().Where(static type => type != TensorDataType.Undefined)];

    public override IBackend CreateBackend() => new FunctionBackend();

    public override IBackend[] CreateBackends() => [];

    public override ModelSource Identity(TensorDataType type)
    {
        TensorSpec x = new("x", type, new ShapePattern([-1]));
        return ModelSource.FromFunction(new ModelSignature([x], [x with { Name = "y" }]), static inputs => [inputs[0]]);
    }

    public override IReadOnlyList<AiTensor> CreateSlowInputs() => [AiTensor.Scalar(true)];

    public override IReadOnlyList<AiTensor> CreateQuickInputs() => [AiTensor.Scalar(false)];

    private static TensorSpec Vector(string name, long length) => new(name, TensorDataType.Float32, new ShapePattern([length]));
}
