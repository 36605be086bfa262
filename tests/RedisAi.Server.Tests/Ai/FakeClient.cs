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
}
