using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace RedisAi.Store.Sqlite;

/// <summary>The connection that writes. Used by one thread at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly int _chunkBytes;
    private readonly List<Statement> _statements = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;
    private readonly Statement _put;
    private readonly Statement _putChunk;
    private readonly Statement _expire;
    private readonly Statement _remove;
    private readonly SqliteItems _items;
    private bool? _flushes;

    public SqliteWriter(string path, int chunkBytes)
    {
        _chunkBytes = chunkBytes;
        _connection = SqliteConnections.Open(path, isReader: false);
        try
        {
            SqliteSchema.Execute(_connection, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864");
            SqliteSchema.Prepare(_connection);
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
            _rollBack = Prepare("ROLLBACK");
            _put = Prepare("""
                INSERT INTO tensors (key, type, shape, expires, length, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (key) DO UPDATE SET type = ?2, shape = ?3, expires = ?4, length = ?5, data = ?6
                RETURNING id
                """);
            _putChunk = Prepare("INSERT INTO chunks (tensor, number, data) VALUES (?1, ?2, ?3)");
            _expire = Prepare("UPDATE tensors SET expires = ?2 WHERE key = ?1");
            _remove = Prepare("DELETE FROM tensors WHERE key = ?1");
            _items = new SqliteItems(Prepare, chunkBytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public List<DurableKey> ReadKeys()
    {
        List<DurableKey> keys = [];
        using Statement read = new(_connection, "SELECT key, expires FROM tensors");
        while (read.Step())
        {
            keys.Add(new DurableKey(SqliteKey.Decode(read.Bytes(0)), read.IsNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(read.Number(1))));
        }

        return keys;
    }

    /// <summary>Writes a batch in one transaction.</summary>
    public void Write(DurableBatch batch, bool flush)
    {
        Flush(flush);
        _begin.Execute();
        try
        {
            if (batch.Changes.Count == 0)
            {
                // A transaction that writes something, since only such a one synchronises the log, with all that is in it.
                SqliteSchema.Execute(_connection, FormattableString.Invariant($"PRAGMA user_version = {SqliteSchema.Version}"));
            }

            foreach (DurableChange change in batch.Changes)
            {
                Write(in change);
            }

            foreach (DurableItemChange change in batch.Items)
            {
                _items.Write(change);
            }

            _commit.Execute();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        _statements.ForEach(static statement => statement.Dispose());
        _connection.Dispose();
    }

    /// <summary>
    /// FULL synchronises the WAL with each commit. NORMAL does so before a checkpoint only, so that the file is never damaged: OFF, which would be a little quicker, does not.
    /// </summary>
    private void Flush(bool flush)
    {
        if (_flushes != flush)
        {
            SqliteSchema.Execute(_connection, flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _flushes = flush;
        }
    }

    private void Write(in DurableChange change)
    {
        byte[] key = SqliteKey.Encode(change.Key);
        switch (change.Kind)
        {
            case DurableChangeKind.Put:
                Put(key, change.ExpiresAt?.ToUnixTimeMilliseconds(), change.Tensor);
                break;
            case DurableChangeKind.Expire:
                _expire.Bind(1, key).Bind(2, change.ExpiresAt?.ToUnixTimeMilliseconds()).Execute();
                break;
            default:
                _remove.Bind(1, key).Execute();
                break;
        }
    }

    private void Put(byte[] key, long? expires, in DurableTensor tensor)
    {
        long length = tensor.ByteLength;
        _put.Bind(1, key).Bind(2, (long)tensor.DataType).Bind(3, MemoryMarshal.AsBytes(tensor.Shape.Dimensions)).Bind(4, expires).Bind(5, length);
        if (length <= _chunkBytes)
        {
            _put.Bind(6, tensor.Piece(0, (int)length)).Execute();
            return;
        }

        _put.BindNull(6).Step();
        long id = _put.Number(0);
        _put.Reset();
        for (long offset = 0; offset < length; offset += _chunkBytes)
        {
            _putChunk.Bind(1, id).Bind(2, offset / _chunkBytes).Bind(3, tensor.Piece(offset, (int)Math.Min(_chunkBytes, length - offset))).Execute();
        }
    }

    /// <summary>Ends a transaction that has failed; SQLite has ended some of them itself.</summary>
    private void RollBack()
    {
        try
        {
            _rollBack.Execute();
        }
        catch (SqliteException)
        {
            // There was none any more.
        }
    }

    private Statement Prepare(string sql)
    {
        Statement statement = new(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
