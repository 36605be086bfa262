namespace RedisAi;

/// <summary>What a model declares of one input or output.</summary>
/// <param name="Name">Its name, unique among the inputs or outputs.</param>
/// <param name="DataType">The type of its elements; <see cref="TensorDataType.Undefined"/> when any is taken.</param>
/// <param name="Shape">Its shape, -1 standing for any length.</param>
public sealed record TensorSpec(string Name, TensorDataType DataType, ShapePattern Shape)
{
    /// <summary>Gets whether a call may leave this input out, or a run this output.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsOptional { get; init; }

    /// <summary>Returns the declaration as text, as in <c>input Float32[-1,576]</c>, or <c>mask? Bool[-1]</c> when it is optional.</summary>
    public override string ToString() => $"{Name}{(IsOptional ? "?" : "")} {TypeAndShape}";

    /// <summary>Whether a tensor may have a type.</summary>
    internal bool TakesType(TensorDataType type) => DataType == type || DataType == TensorDataType.Undefined;

    internal string TypeAndShape => $"{(DataType == TensorDataType.Undefined ? "any" : DataType)}{Shape}";
}
