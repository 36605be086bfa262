using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>A reply is something else than was asked for: an error, or no form that is known. The connection is sound, and others can be asked for.</summary>
/// <param name="message">The reason, as a part of a sentence.</param>
internal sealed class ReplyException(string message) : Exception(message)
{
    /// <summary>Whether there is nothing under the key.</summary>
    public bool IsGone { get; private init; }

    /// <summary>For a reply that is something else than was asked for.</summary>
    public static ReplyException Of(RespReply reply, string what = "") => new($"{what}the server answers {reply}") { IsGone = IsAbsence(reply) };

    /// <summary>Whether a server says that there is nothing under the key.</summary>
    public static bool IsAbsence(RespReply reply) => reply.IsError && reply.Text.Contains("key is empty", StringComparison.OrdinalIgnoreCase);
}
