namespace RedisAi;

/// <summary>Texts, hashes, lists and sets under keys, as Redis has them: what <c>redis.execute</c> in a script reaches.</summary>
/// <remarks>All members may be called from several threads at once, also while the engine is being disposed. The engine does not dispose it.</remarks>
public interface IKeyspace
{
    /// <summary>Executes a command.</summary>
    /// <param name="command">The name of the command, such as <c>GET</c>; upper and lower case are the same.</param>
    /// <param name="arguments">Its arguments, the key among them; none is null. The span is not valid any more once this returns.</param>
    /// <exception cref="KeyspaceException">The command is unknown, has wrong arguments, or does not fit what is under the key.</exception>
    KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments);
}
