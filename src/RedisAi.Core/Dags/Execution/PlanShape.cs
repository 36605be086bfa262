using RedisAi.Dags.Building;

namespace RedisAi.Dags.Execution;

/// <summary>All that was found out of a plan when it was compiled.</summary>
internal sealed class PlanShape
{
    public required string Name { get; init; }

    public required PlanGraph Graph { get; init; }

    public required TensorSpec[] Inputs { get; init; }

    public required EdgeCheck[] InputChecks { get; init; }

    public required TensorSpec[] Outputs { get; init; }

    /// <summary>Which outputs are sequences.</summary>
    public required bool[] SequenceOutputs { get; init; }

    public required PersistDefinition[] Persists { get; init; }

    /// <summary>The stateful models that are called with the session of the run.</summary>
    public required IReadOnlyList<string> StatefulModels { get; init; }

    /// <summary>The placeholders that each run must fill in.</summary>
    public required string[] Placeholders { get; init; }

    public required IReadOnlyList<string> DroppedNodes { get; init; }

    public required IReadOnlyList<string> UnusedInputs { get; init; }

    /// <summary>What was found out of the lengths of axes; not changed any more.</summary>
    public required Axes Axes { get; init; }

    public required bool IsReadOnly { get; init; }

    /// <summary>The graph as data, for a storage; empty where there is none, or where the graph is not data.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>Why the graph is not data, as the end of a sentence.</summary>
    public string? Unwritable { get; init; }
}
