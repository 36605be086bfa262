using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Damaged TorchScript archives: half of them damaged within an entry, with its checksum put right, since others are refused for that alone.</summary>
internal sealed class TorchTarget() : ModelTarget(new TorchBackend(), ".pt")
{
    public override byte[] Damage(Mutator mutator, int index) => index % 2 == 0 ? mutator.Damage(index) : ArchiveMutator.Damage(mutator, index);

    /// <summary>TorchScript declares neither types nor shapes: a row of numbers fits some models, and fails in others.</summary>
    protected override AiTensor? CreateInput(TensorSpec spec) => spec.DataType == TensorDataType.Int64
        ? AiTensor.Scalar(1L)
        : AiTensor.Create<float>([1, 16], static span => span.Clear());
}
