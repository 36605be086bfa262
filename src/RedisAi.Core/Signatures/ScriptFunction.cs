namespace RedisAi;

/// <summary>A function of a script. Immutable.</summary>
/// <param name="Name">Its name, unique in the script.</param>
/// <param name="Declaration">Its head as the script's language writes it; for messages.</param>
/// <param name="Parameters">Its parameters, in order.</param>
public sealed record ScriptFunction(string Name, string Declaration, IReadOnlyList<ScriptParameter> Parameters)
{
    /// <summary>Gets whether this is RedisAI's form of an entry point, whose parameters are of the types <c>List[Tensor]</c>, <c>List[str]</c>, <c>List[str]</c>: it takes all inputs, keys and arguments of a call as they are.</summary>
    public bool TakesKeysAndArgs { get; } = Parameters is [{ Type: "List[Tensor]" }, { Type: "List[str]" }, { Type: "List[str]" }];

    /// <summary>Returns the declaration.</summary>
    public override string ToString() => Declaration;
}
