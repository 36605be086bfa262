using RedisAi.Client.Protocol;

namespace RedisAi.Server.Importing;

/// <summary>What is written to: a server, or an engine with a storage in this process. Both take commands.</summary>
internal interface IImportTarget : IAsyncDisposable
{
    /// <summary>Executes commands, and returns their replies.</summary>
    Task<IReadOnlyList<RespReply>> ExecuteAsync(IReadOnlyList<RespCommand> commands, CancellationToken cancellationToken);

    /// <summary>Has all of it written to the disk; says why that is not to be had, or null.</summary>
    Task<string?> SaveAsync(CancellationToken cancellationToken);
}
