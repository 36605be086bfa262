namespace RedisAi.Store.Sqlite;

/// <summary>Sees to it that one storage at a time has a file.</summary>
/// <remarks>
/// SQLite's own locks are held for the time of a transaction, and are of no use against a second process that would go on with what it remembers. This is a lock of
/// the operating system on a file of its own, which ends with the process; the file stays, since to remove it would let two others lock two different ones.
/// </remarks>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream _file;

    private SqliteFileLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Somebody else has it.</exception>
    public static SqliteFileLock Take(string path)
    {
        string name = path + ".lock";
        try
        {
            return new SqliteFileLock(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException error) when (File.Exists(name))
        {
            throw new IOException($"another engine, of this or another process, has it open; '{name}' is locked. End that, or use another file.", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
