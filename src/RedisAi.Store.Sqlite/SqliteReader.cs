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

    /// <summary>Lists the models, scripts and plans.</summary>
    public List<DurableItem> ReadItems()
    {
        Dictionary<long, List<DurablePart>> parts = [];
        using (Statement contents = new(_connection, "SELECT item, name, length FROM contents"))
        {
            while (contents.Step())
            {
                if (!parts.TryGetValue(contents.Number(0), out List<DurablePart>? ofItem))
                {
                    parts[contents.Number(0)] = ofItem = [];
                }

                ofItem.Add(new DurablePart(SqliteKey.Decode(contents.Bytes(1)), contents.Number(2)));
            }
        }

        List<DurableItem> items = [];
        using Statement read = new(_connection, "SELECT id, kind, key, version, head FROM items ORDER BY kind, key, version");
        while (read.Step())
        {
            DurableItemId id = new((DurableItemKind)read.Number(1), SqliteKey.Decode(read.Bytes(2)), (int)read.Number(3));
            items.Add(new DurableItem(id, read.Bytes(4).ToArray(), parts.GetValueOrDefault(read.Number(0)) ?? []));
        }

        return items;
    }

    /// <summary>The number and the length of a content; 0 when it is not there.</summary>
    public (long Content, long Length) FindContent(DurableItemId id, string name)
    {
        using Statement find = new(
            _connection,
            "SELECT contents.id, contents.length FROM items JOIN contents ON contents.item = items.id WHERE kind = ?1 AND key = ?2 AND version = ?3 AND name = ?4");
        return find.Bind(1, (long)id.Kind).Bind(2, SqliteKey.Encode(id.Key)).Bind(3, (long)id.Version).Bind(4, SqliteKey.Encode(name)).Step()
            ? (find.Number(0), find.Number(1))
            : default;
    }

    /// <summary>Reads a piece of a content; empty when it is not there.</summary>
    public byte[] ReadPiece(long content, long number)
    {
        using Statement read = new(_connection, "SELECT data FROM pieces WHERE content = ?1 AND number = ?2");
        return read.Bind(1, content).Bind(2, number).Step() ? read.Bytes(0).ToArray() : [];
    }

    public SqliteStorageSize ReadSize(string path) => new(
        SqliteSchema.Number(_connection, "SELECT COUNT(*) FROM tensors"),
        SqliteSchema.Number(_connection, "SELECT COALESCE(SUM(length), 0) FROM tensors"),
        CountOf(DurableItemKind.Model),
        CountOf(DurableItemKind.Script),
        CountOf(DurableItemKind.Plan),
        SqliteSchema.Number(_connection, "SELECT COALESCE(SUM(length), 0) FROM contents"),
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

    private long CountOf(DurableItemKind kind) => SqliteSchema.Number(_connection, FormattableString.Invariant($"SELECT COUNT(*) FROM items WHERE kind = {(int)kind}"));

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
