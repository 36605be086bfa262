using RedisAi.Store.Sqlite;

namespace RedisAi.Benchmarks.Goals.Durability;

/// <summary>A file for an engine's storage, in a folder that goes with it.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redisai-goals-");

    public SqliteStorage Open() => new(Path.Combine(_folder.FullName, "state.db"));

    public void Dispose() => _folder.Delete(recursive: true);
}
