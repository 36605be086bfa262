namespace RedisAi;

/// <summary>What a model declares of one input or output.</summary>
/// <param name="Name">Its name, unique among the inputs or outputs.</param>
/// <param name="DataType">The type of its elements; <see cref="TensorDataType.Undefined"/> when any is taken.</param>
/// <param name="Shape">Its shape, -1 standing for any length.</param>
public sealed record TensorSpec(string Name, TensorDataType DataType, ShapePattern Shape)
{
    /// <summary>Returns the declaration as text, as in <c>input Float32[-1,576]</c>.</summary>
    public override string ToString() => $"{Name} {TypeAndShape}";

    internal string TypeAndShape => $"{(DataType == TensorDataType.Undefined ? "any" : DataType)}{Shape}";
}
