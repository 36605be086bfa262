namespace RedisAi;

/// <summary>An operation of a <see cref="DagCommand"/>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The key of the model or script, or the name of the tensor.</param>
public sealed record DagOperation(DagOperationKind Kind, string Key)
{
    /// <summary>Gets the function of the script; null for others.</summary>
    public string? Function { get; init; }

    /// <summary>Gets the names of the tensors that it takes.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Gets the names that its results get.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Gets the keys that the script is told.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Gets further arguments of the script.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Gets what an <c>AI.TENSORGET</c> asks for.</summary>
    public DagTensorFormat Format { get; init; }

    /// <summary>The tensor of an <c>AI.TENSORSET</c>, owned by the compiled command.</summary>
    internal AiTensor? Tensor { get; init; }
}
