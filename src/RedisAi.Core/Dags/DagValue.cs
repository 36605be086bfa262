using RedisAi.Dags.Building;

namespace RedisAi;

/// <summary>A tensor that will be there when a plan runs: an input, or an output of a node. Made by a <see cref="DagBuilder"/>.</summary>
public sealed class DagValue
{
    internal DagValue(Port port) => Port = port;

    /// <summary>Gets the node that gives it.</summary>
    public DagNode Node => new(Port.Node);

    internal Port Port { get; }

    /// <summary>Says what the tensor is, where its node declares nothing: checked at compile time against those who take it, and when it arrives.</summary>
    /// <param name="dataType">The type of the elements.</param>
    /// <param name="shape">The lengths of the axes, -1 for any.</param>
    /// <returns>This value.</returns>
    public DagValue WithType(TensorDataType dataType, ReadOnlySpan<long> shape)
    {
        Port.Node.Declared[(Port.Index, Port.Name)] = new TensorSpec(Port.ToString(), dataType, new ShapePattern(shape));
        return this;
    }

    /// <summary>Returns the node, and which of its outputs it is.</summary>
    public override string ToString() => Port.ToString();
}
