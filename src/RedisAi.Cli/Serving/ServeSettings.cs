namespace RedisAi.Cli.Serving;

/// <summary>What is to be served, and how.</summary>
/// <param name="Configuration">Settings of the server by their own names; they win over those of files and of the environment.</param>
/// <param name="Http">Where the endpoints over HTTP are; null for nowhere.</param>
internal sealed record ServeSettings(IReadOnlyDictionary<string, string?> Configuration, HttpSettings? Http)
{
    /// <summary>Called with the port when the server serves; when it fails, the server ends. Null for nothing to do.</summary>
    public Func<int, CancellationToken, Task>? WhenStarted { get; init; }
}
