namespace RedisAi.Server.Importing;

/// <summary>A key cannot be brought over; the message says why, and the others can.</summary>
/// <param name="message">The reason.</param>
internal sealed class ImportException(string message) : Exception(message)
{
    /// <summary>Whether the key has gone meanwhile, which is nobody's fault.</summary>
    public bool IsGone { get; private init; }

    /// <summary>For a reply that is something else than was asked for.</summary>
    public static ImportException Of(RespReply reply, string what = "") => new($"{what}the server answers {reply}")
    {
        IsGone = reply.IsError && reply.Text.Contains("key is empty", StringComparison.OrdinalIgnoreCase),
    };
}
