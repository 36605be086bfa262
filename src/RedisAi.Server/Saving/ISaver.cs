namespace RedisAi.Server.Saving;

/// <summary>Keeps what the server holds beyond the end of the process: what SAVE, BGSAVE and SHUTDOWN need.</summary>
internal interface ISaver
{
    /// <summary>Saves all; returns when it is on the disk.</summary>
    Task SaveAsync(CancellationToken cancellationToken);
}
