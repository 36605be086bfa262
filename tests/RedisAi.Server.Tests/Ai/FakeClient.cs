using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Tests.Ai;

/// <summary>A client that may do anything.</summary>
internal sealed class FakeClient : IClient
{
    public bool IsInTransaction { get; set; }

    public bool IsAcknowledgedLater => false;

    public bool MayStoreCode => true;

    public bool MayAdminister { get; init; } = true;

    public IScriptGuard? ScriptGuard => null;

    public CancellationToken Gone { get; init; }

    /// <summary>What its commands have taken, and not given back.</summary>
    public long Memory { get; private set; }

    /// <summary>The most that they had taken at once.</summary>
    public long MostMemory { get; private set; }

    public bool TryTakeMemory(long bytes)
    {
        Memory += bytes;
        MostMemory = Math.Max(MostMemory, Memory);
        return true;
    }

    public void GiveMemory(long bytes) => Memory -= bytes;
}
