using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedisAi.Store.Sqlite;

/// <summary>A prepared statement: bound and stepped again and again, without an object for each value. Used by one thread at a time.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _database);
    }

    public Statement Bind(int place, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, place, value));
        return this;
    }

    /// <summary>Binds a number, or NULL.</summary>
    public Statement Bind(int place, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, place, number) : raw.sqlite3_bind_null(_statement, place));
        return this;
    }

    /// <summary>Binds bytes, which SQLite copies.</summary>
    public Statement Bind(int place, ReadOnlySpan<byte> value)
    {
        // A blob of no bytes that is given by no address would be NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, place, 0) : raw.sqlite3_bind_blob(_statement, place, value));
        return this;
    }

    public Statement BindNull(int place)
    {
        Check(raw.sqlite3_bind_null(_statement, place));
        return this;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            raw.sqlite3_reset(_statement);
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Executes a statement that gives no rows.</summary>
    public void Execute()
    {
        Step();
        Reset();
    }

    /// <summary>Makes it ready to be bound and stepped again, and ends its transaction if it is one of its own. The error of the last step was thrown by that.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Bytes of the present row; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
