using RedisAi.Backends.Torch;
using RedisAi.Importers;

namespace RedisAi.FuzzHost;

/// <summary>Damaged archives of torch.export: two thirds of them damaged within an entry, with its checksum put right, half of these so that a graph stays one.</summary>
internal sealed class ExportTarget(string scratch) : ModelTarget(new TorchBackend(), ".pt2", scratch, new RedisAiOptions().AddImporters())
{
    private const int FreeLength = 3;
    private const long MostElements = 1 << 20;

    public override byte[] Damage(Mutator mutator, int index) => (index % 3) switch
    {
        0 => mutator.Damage(index),
        1 => ArchiveMutator.Damage(mutator, index),
        _ => GraphMutator.Damage(mutator, index),
    };

    /// <summary>Zeros in the declared shape, unless damage has made it huge.</summary>
    protected override AiTensor? CreateInput(TensorSpec spec, int probe)
    {
        long[] shape = [.. spec.Shape.Dimensions.ToArray().Select(static length => length == ShapePattern.AnyLength ? FreeLength : length)];
        double elements = shape.Aggregate(1.0, static (product, length) => product * length);
        return elements > MostElements ? null : spec.DataType switch
        {
            TensorDataType.Float32 => AiTensor.Create<float>(shape, static span => span.Clear()),
            TensorDataType.Int64 => AiTensor.Create<long>(shape, static span => span.Clear()),
            TensorDataType.Int32 => AiTensor.Create<int>(shape, static span => span.Clear()),
            TensorDataType.Bool => AiTensor.Create<bool>(shape, static span => span.Clear()),
            _ => null,
        };
    }
}
