namespace RedisAi;

/// <summary>What a function of a script declares of one parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as the script's language writes it: <c>Tensor</c>, <c>List[Tensor]</c>, <c>List[str]</c>, <c>Optional[Tensor]</c>, <c>int</c>.</param>
/// <param name="HasDefault">Whether a call may leave it out.</param>
public sealed record ScriptParameter(string Name, string Type, bool HasDefault)
{
    /// <summary>Returns the declaration as text, as in <c>keys: List[str]</c>.</summary>
    public override string ToString() => $"{Name}: {Type}";
}
