namespace RedisAi;

/// <summary>A graph has problems, and no plan was made of it.</summary>
public sealed class DagCompilationException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="plan">The name of the plan.</param>
    /// <param name="problems">All that is wrong, a sentence each.</param>
    public DagCompilationException(string plan, IReadOnlyList<string> problems)
        : base($"The plan '{plan}' was not compiled:{string.Concat((problems ?? throw new ArgumentNullException(nameof(problems))).Select(static problem => $"\n- {problem}"))}")
    {
        Plan = plan;
        Problems = [.. problems];
    }

    /// <summary>Gets the name of the plan.</summary>
    public string Plan { get; }

    /// <summary>Gets all that is wrong, a sentence each, in the order of the nodes.</summary>
    public IReadOnlyList<string> Problems { get; }
}
