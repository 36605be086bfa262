using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow;

/// <summary>What a signature of MLflow's says of one input or output: a tensor, or a column of a table. Immutable.</summary>
/// <param name="Name">Its name; null when it has none.</param>
/// <param name="Type">Its type in MLflow's words: <c>float32</c> of a tensor, <c>double</c> or <c>array(string)</c> of a column.</param>
/// <param name="DataType">The type of elements that this is; <see cref="TensorDataType.Undefined"/> where no tensor has such elements, or any.</param>
/// <param name="Shape">The shape, -1 standing for any length; that of a column has its rows first.</param>
public sealed record MlflowField(string? Name, string Type, TensorDataType DataType, ShapePattern Shape)
{
    /// <summary>Gets whether it is a tensor; otherwise it is a column of a table.</summary>
    public bool IsTensor { get; init; }

    /// <summary>Gets whether a request must have it.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IsRequired { get; init; } = true;

    /// <summary>How the values of a column are written where JSON has no word for them.</summary>
    internal FieldEncoding Encoding { get; init; }

    /// <summary>Whether no tensor can have it, whatever the model says.</summary>
    internal bool IsCompound { get; init; }

    /// <summary>Returns it as text, as in <c>x float32[-1,4]</c> or <c>age? double</c>.</summary>
    public override string ToString() => $"{Name ?? "(no name)"}{(IsRequired ? "" : "?")} {Type}{(IsTensor ? Shape : "")}";
}
