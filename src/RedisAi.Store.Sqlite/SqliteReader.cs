using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using RedisAi.Tensors;

namespace RedisAi.Store.Sqlite;

/// <summary>A connection that reads. Used by one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _find;
    private Statement? _chunks;
    private bool _isInSnapshot;

    public SqliteReader(string path)
    {
        _connection = SqliteConnections.Open(path, isReader: true);
        try
        {
            _find = new Statement(_connection, "SELECT type, shape, length, data, id FROM tensors WHERE key = ?1");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything from now on as it is at this moment.</summary>
    public void BeginSnapshot()
    {
        SqliteSchema.Execute(_connection, "BEGIN");

        // The transaction begins with the first read.
        SqliteSchema.Number(_connection, "SELECT COUNT(*) FROM (SELECT 1 FROM tensors LIMIT 1)");
        _isInSnapshot = true;
    }

    public bool TryRead(string key, out TensorValue value)
    {
        byte[] encoded = SqliteKey.Encode(key);
        if (_isInSnapshot)
        {
            return TryRead(encoded, out value, out _);
        }

        if (TryRead(encoded, out value, out bool isInChunks) || !isInChunks)
        {
            return !value.IsEmpty;
        }

        // Several statements, which must see the same.
        BeginSnapshot();
        try
        {
            return TryRead(encoded, out value, out _);
        }
        finally
        {
            _isInSnapshot = false;
            SqliteSchema.Execute(_connection, "COMMIT");
        }
    }

    public SqliteStorageSize ReadSize(string path) => new(
        SqliteSchema.Number(_connection, "SELECT COUNT(*) FROM tensors"),
        SqliteSchema.Number(_connection, "SELECT COALESCE(SUM(length), 0) FROM tensors"),
        LengthOf(path),
        LengthOf(path + "-wal"),
        SqliteSchema.Number(_connection, "PRAGMA freelist_count") * SqliteSchema.Number(_connection, "PRAGMA page_size"));

    public void Dispose()
    {
        _find.Dispose();
        _chunks?.Dispose();
        _connection.Dispose();
    }

    /// <summary>Reads a tensor; one that is in chunks only within a snapshot.</summary>
    private bool TryRead(byte[] key, out TensorValue value, out bool isInChunks)
    {
        value = default;
        isInChunks = false;
        try
        {
            if (!_find.Bind(1, key).Step())
            {
                return false;
            }

            isInChunks = _find.IsNull(3);
            if (isInChunks && !_isInSnapshot)
            {
                return false;
            }

            TensorDataType type = (TensorDataType)_find.Number(0);
            TensorShape shape = ShapeOf(_find.Bytes(1));
            if (isInChunks)
            {
                value = ReadChunks(type, shape, length: _find.Number(2), id: _find.Number(4));
            }
            else
            {
                value = DurableTensor.Create(type, shape, _find.Bytes(3));
            }

            return true;
        }
        finally
        {
            _find.Reset();
        }
    }

    private TensorValue ReadChunks(TensorDataType type, TensorShape shape, long length, long id)
    {
        _chunks ??= new Statement(_connection, "SELECT data FROM chunks WHERE tensor = ?1 ORDER BY number");
        try
        {
            ChunkReader reader = new(_chunks.Bind(1, id));
            return DurableTensor.Create(type, shape, length, (_, piece) => reader.Read(piece));
        }
        finally
        {
            _chunks.Reset();
        }
    }

    private static TensorShape ShapeOf(ReadOnlySpan<byte> bytes) => bytes.Length % sizeof(long) == 0
        ? TensorShape.Create(MemoryMarshal.Cast<byte, long>(bytes))
        : throw new InvalidDataException($"a shape in it has {bytes.Length} bytes.");

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
