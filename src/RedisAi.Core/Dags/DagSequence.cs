using RedisAi.Dags.Building;

namespace RedisAi;

/// <summary>Any number of tensors that will be there when a plan runs, each of a shape of its own: the boxes that were found, their texts.</summary>
public sealed class DagSequence
{
    internal DagSequence(Port port) => Port = port;

    /// <summary>Gets the node that gives it.</summary>
    public DagNode Node => new(Port.Node);

    internal Port Port { get; }

    /// <summary>Returns the node.</summary>
    public override string ToString() => Port.ToString();
}
