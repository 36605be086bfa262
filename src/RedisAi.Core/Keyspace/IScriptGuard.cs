namespace RedisAi.Keyspace;

/// <summary>Holds a call of a script to what its caller may do himself.</summary>
/// <remarks>Called on the thread of the script.</remarks>
internal interface IScriptGuard
{
    /// <summary>Called before a script executes a command: <c>redis.execute</c>.</summary>
    /// <exception cref="KeyspaceException">The caller may not execute it.</exception>
    void CheckCommand(string command);

    /// <summary>Called before a script puts a tensor into the store: <c>redisAI.tensor_set</c>.</summary>
    /// <exception cref="KeyspaceException">The caller may not do that.</exception>
    void CheckTensorSet();
}
