using RedisAi.Keyspace;

namespace RedisAi.Server.Commands;

/// <summary>A client as commands see it.</summary>
internal interface IClient
{
    /// <summary>Whether the command is one of a MULTI that is being executed.</summary>
    bool IsInTransaction { get; }

    /// <summary>Whether somebody else waits, after the command, until what it has changed is kept: EXEC, for all of its commands.</summary>
    bool IsAcknowledgedLater { get; }

    /// <summary>Whether the client may store models and scripts, which is to run code of its own.</summary>
    bool MayStoreCode { get; }

    /// <summary>Whether the client may change settings.</summary>
    bool MayAdminister { get; }

    /// <summary>What holds the client's scripts to what he may do himself; null when nothing is forbidden to them.</summary>
    IScriptGuard? ScriptGuard { get; }

    /// <summary>Cancelled when the client has gone, or the endpoint closes.</summary>
    CancellationToken Gone { get; }

    /// <summary>Takes memory for what the client's command makes of a few bytes, if there is some. <see cref="GiveMemory"/> must follow.</summary>
    bool TryTakeMemory(long bytes);

    void GiveMemory(long bytes);
}
