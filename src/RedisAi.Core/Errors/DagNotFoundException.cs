namespace RedisAi;

/// <summary>There is no plan under a name.</summary>
public sealed class DagNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="name">The name.</param>
    public DagNotFoundException(string name)
        : base($"There is no plan '{name}'.") => Name = name;

    /// <summary>Gets the name.</summary>
    public string Name { get; }
}
