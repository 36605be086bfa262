using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Damaged TorchScript archives: half of them damaged within an entry, with its checksum put right, since others are refused for that alone.</summary>
internal sealed class TorchTarget(string scratch) : ModelTarget(new TorchBackend(), ".pt", scratch)
{
    /// <summary>What the models of the corpus take: numbers one by one, rows of the small networks, pictures.</summary>
    private static readonly long[][] s_shapes = [[16], [1, 64], [1, 3, 32, 32]];

    public override byte[] Damage(Mutator mutator, int index) => index % 2 == 0 ? mutator.Damage(index) : ArchiveMutator.Damage(mutator, index);

    protected override int Probes => s_shapes.Length;

    /// <summary>TorchScript declares neither types nor shapes: a row of numbers fits some models, and fails in others.</summary>
    protected override AiTensor? CreateInput(TensorSpec spec, int probe) => spec.DataType == TensorDataType.Int64
        ? AiTensor.Scalar(1L)
        : AiTensor.Create<float>(s_shapes[probe], static span => span.Clear());
}
