using Microsoft.Data.Sqlite;

namespace RedisAi.Store.Sqlite;

/// <summary>The tables, by versions: a file of an older version is brought to the newest when it is opened, one version after the other, each in one transaction.</summary>
internal static class SqliteSchema
{
    /// <summary>Tensors with more bytes are cut into pieces of so many, far below SQLite's limit of a billion bytes for a row.</summary>
    public const int ChunkBytes = 16 << 20;

    /// <summary>Says in the file's head whose it is: "RAI1".</summary>
    private const int ApplicationId = 0x52414931;

    /// <summary>What makes each version of the one before.</summary>
    private static readonly string[] s_versions =
    [
        """
        CREATE TABLE tensors (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,       -- UTF-8, or FF and UTF-16
            type INTEGER NOT NULL,          -- TensorDataType
            shape BLOB NOT NULL,            -- lengths of 8 bytes, little-endian
            expires INTEGER,                -- milliseconds since 1970, UTC
            length INTEGER NOT NULL,        -- bytes
            data BLOB);                     -- NULL when it is in chunks
        CREATE TABLE chunks (
            tensor INTEGER NOT NULL,
            number INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (tensor, number));
        CREATE TRIGGER tensor_updated AFTER UPDATE OF data ON tensors WHEN old.data IS NULL
            BEGIN DELETE FROM chunks WHERE tensor = old.id; END;
        CREATE TRIGGER tensor_deleted AFTER DELETE ON tensors WHEN old.data IS NULL
            BEGIN DELETE FROM chunks WHERE tensor = old.id; END;
        """,
        """
        CREATE TABLE items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given again: who reads a content cannot come upon another
            kind INTEGER NOT NULL,                  -- DurableItemKind
            key BLOB NOT NULL,                      -- UTF-8, or FF and UTF-16
            version INTEGER NOT NULL,
            head BLOB NOT NULL,                     -- the engine's
            UNIQUE (kind, key, version));
        CREATE TABLE contents (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            item INTEGER NOT NULL,
            name BLOB NOT NULL,                     -- UTF-8, or FF and UTF-16
            length INTEGER NOT NULL,                -- bytes
            UNIQUE (item, name));
        CREATE TABLE pieces (
            content INTEGER NOT NULL,
            number INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (content, number));
        CREATE TRIGGER item_deleted AFTER DELETE ON items
            BEGIN DELETE FROM contents WHERE item = old.id; END;
        CREATE TRIGGER content_deleted AFTER DELETE ON contents
            BEGIN DELETE FROM pieces WHERE content = old.id; END;
        """,
    ];

    /// <summary>The version that this code writes.</summary>
    public static int Version => s_versions.Length;

    /// <summary>Checks whose file it is, and brings it to the newest version.</summary>
    /// <exception cref="InvalidDataException">It is not ours, or of a version that is not known here.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        long application = Number(connection, "PRAGMA application_id");
        long version = Number(connection, "PRAGMA user_version");
        bool isEmpty = Number(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0;
        if (!(isEmpty && application == 0) && application != ApplicationId)
        {
            throw new InvalidDataException("it is a database of another program.");
        }

        if (version > Version)
        {
            throw new InvalidDataException($"it has version {version}; this version of RedisAi knows versions up to {Version}.");
        }

        for (long next = version + 1; next <= Version; next++)
        {
            Execute(connection, FormattableString.Invariant($"BEGIN IMMEDIATE; {s_versions[next - 1]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next}; COMMIT"));
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Ours, without a word from outside.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Ours, without a word from outside.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
