using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Scripts;

/// <summary>A script as commands see it.</summary>
internal sealed class ScriptClient : IClient
{
    public static ScriptClient Instance { get; } = new();

    /// <summary>As little as in a transaction, a script can wait for what runs.</summary>
    public bool IsInTransaction => true;

    /// <summary>The caller gets its answer when the change is kept.</summary>
    public bool IsAcknowledgedLater => false;

    public bool MayStoreCode => false;

    public bool MayAdminister => false;

    public IScriptGuard? ScriptGuard => null;

    public CancellationToken Gone => CancellationToken.None;

    /// <summary>What takes memory in this way runs something, and is refused before.</summary>
    public bool TryTakeMemory(long bytes) => false;

    public void GiveMemory(long bytes)
    {
    }
}
