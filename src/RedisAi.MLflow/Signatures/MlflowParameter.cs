using System.Text.Json;

namespace RedisAi.MLflow;

/// <summary>A parameter that a signature of MLflow's has beside its inputs: one value for all rows of a request. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in MLflow's words, such as <c>double</c>.</param>
/// <param name="DataType">The type of elements that this is; <see cref="TensorDataType.Undefined"/> where no tensor has such elements.</param>
public sealed record MlflowParameter(string Name, string Type, TensorDataType DataType)
{
    /// <summary>Gets whether it is a list of values.</summary>
    /// <value>The default is <see langword="false"/>: one value.</value>
    public bool IsList { get; init; }

    /// <summary>Gets what it is where a request does not say; <see cref="JsonValueKind.Null"/> or <see cref="JsonValueKind.Undefined"/> for nothing.</summary>
    public JsonElement Default { get; init; }
}
