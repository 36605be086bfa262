namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A request as it came to a server of the tests.</summary>
/// <param name="Method">What was to be done.</param>
/// <param name="Path">The path, escaped as it came.</param>
/// <param name="Query">The arguments, with the question mark, or nothing.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Gets who was asking; null when that was not said.</summary>
    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{Query}";
}
