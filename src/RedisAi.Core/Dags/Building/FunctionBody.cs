namespace RedisAi.Dags.Building;

/// <summary>What a node in C# does, in one of its forms; exactly one of them is set.</summary>
internal sealed class FunctionBody
{
    /// <summary>Works on values, without handles.</summary>
    public TensorKernel? Kernel { get; init; }

    /// <summary>Gets handles on all inputs, and gives those of its outputs, or of the items of its sequence.</summary>
    public Func<AiTensor[], IReadOnlyList<AiTensor>>? Synchronous { get; init; }

    /// <summary>The form of one input and one output, which needs no list.</summary>
    public Func<AiTensor, AiTensor>? Single { get; init; }

    /// <summary>Gets handles on all inputs, and gives those of its outputs later.</summary>
    public Func<AiTensor[], CancellationToken, ValueTask<IReadOnlyList<AiTensor>>>? Asynchronous { get; init; }

    /// <summary>Whether the outputs are the items of one sequence.</summary>
    public bool GivesSequence { get; init; }
}
