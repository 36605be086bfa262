namespace RedisAi;

/// <summary>A script cannot be compiled, or an entry point of it cannot be called.</summary>
public sealed class ScriptCompilationException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What is wrong with the script: which one it is, and the compiler's own text with the line, where the compiler says it.</param>
    /// <param name="innerException">What the backend reported, if it did.</param>
    public ScriptCompilationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What the compiler said, and nothing else; null where it was not asked.</summary>
    internal string? CompilerText { get; init; }
}
