namespace RedisAi;

/// <summary>There is no plan under a name.</summary>
public sealed class DagNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="name">The name.</param>
    public DagNotFoundException(string name)
        : this(name, why: "", cause: null)
    {
    }

    /// <summary>Creates an error that says why.</summary>
    /// <param name="name">The name.</param>
    /// <param name="why">The end of the sentence, from a colon on; empty when nobody knows.</param>
    /// <param name="cause">What caused it.</param>
    internal DagNotFoundException(string name, string why, Exception? cause)
        : base($"There is no plan '{name}'{why}.", cause) => Name = name;

    /// <summary>Gets the name.</summary>
    public string Name { get; }
}
