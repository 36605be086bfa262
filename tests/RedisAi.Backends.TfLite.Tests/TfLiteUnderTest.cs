using RedisAi.Conformance;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>TensorFlow Lite, for the tests that every backend has to pass.</summary>
public sealed class TfLiteUnderTest : BackendUnderTest
{
    private static readonly string[] s_damaged =
        ["not_a_model", "truncated_digits", "new_version", "custom_operator", "never_made", "within_itself", "variable_handle", "identity_string", "identity_resource"];

    public override ModelSource Sum => TfLiteModels.Source("add16");

    public override (string Left, string Right) SumInputs => ("a", "b");

    public override string SumOutput => "c";

    public override Capability<string> SumFile => TfLiteModels.PathOf("add16");

    public override Capability<byte[]> SumBytes => TfLiteModels.Bytes("add16");

    public override Capability<ModelSource> Slow => Capability.Lacking("TensorFlow Lite's C API has no way to stop a run.");

    public override Capability<Dictionary<string, ModelSource>> Damaged => s_damaged.ToDictionary(static name => name, TfLiteModels.Source);

    public override Capability<Device> MissingDevice => Device.Cuda(63);

    public override IReadOnlyList<TensorDataType> ElementTypes { get; } =
    [
        TensorDataType.Float32, TensorDataType.Float16, TensorDataType.Float64, TensorDataType.Int8, TensorDataType.Int16, TensorDataType.Int32, TensorDataType.Int64,
        TensorDataType.UInt8, TensorDataType.UInt16, TensorDataType.UInt32, TensorDataType.UInt64, TensorDataType.Bool,
    ];

    public override IBackend CreateBackend() => new TfLiteBackend();

    public override ModelSource Identity(TensorDataType type) => TfLiteModels.Source($"identity_{type.ToString().ToLowerInvariant()}");
}
