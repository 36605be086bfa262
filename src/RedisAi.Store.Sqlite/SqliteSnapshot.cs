using RedisAi.Tensors;

namespace RedisAi.Store.Sqlite;

/// <summary>The file as it was at one moment.</summary>
internal sealed class SqliteSnapshot : IDurableSnapshot
{
    private readonly SqliteStorage _storage;
    private readonly SqliteReader _reader;

    public SqliteSnapshot(SqliteStorage storage, SqliteReader reader)
    {
        _storage = storage;
        _reader = reader;
        try
        {
            reader.BeginSnapshot();
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public bool TryRead(string key, out TensorValue value)
    {
        TensorValue found = default;
        bool isFound = _storage.Guarded("read", () => _reader.TryRead(key, out found));
        value = found;
        return isFound;
    }

    public void Dispose() => _reader.Dispose();
}
