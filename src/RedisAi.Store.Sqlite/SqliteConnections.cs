using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedisAi.Store.Sqlite;

/// <summary>Opens connections to a file.</summary>
internal static class SqliteConnections
{
    static SqliteConnections() => Batteries_V2.Init();

    /// <param name="path">The file.</param>
    /// <param name="isReader">Whether it only reads; the file is there then.</param>
    public static SqliteConnection Open(string path, bool isReader)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = isReader ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();

            // A reader waits for a checkpoint that is about to end; a writer for nobody but who recovers the WAL.
            SqliteSchema.Execute(connection, isReader ? "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON" : "PRAGMA busy_timeout = 10000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
