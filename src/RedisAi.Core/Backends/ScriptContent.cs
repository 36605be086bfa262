namespace RedisAi.Backends;

/// <summary>A script as a backend gets it.</summary>
/// <param name="text">The text of the script.</param>
public sealed class ScriptContent(string text)
{
    /// <summary>Gets the text of the script.</summary>
    public string Text { get; } = text;

    /// <summary>Gets the file that the text was read from, for messages.</summary>
    /// <value>The default is <see langword="null"/>: it comes from elsewhere.</value>
    public string? Path { get; init; }

    /// <summary>Gets whether the script may read and write files; if not, one that could is to be refused.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowFileAccess { get; init; }
}
