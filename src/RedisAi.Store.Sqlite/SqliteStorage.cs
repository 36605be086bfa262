using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using RedisAi.Tensors;

namespace RedisAi.Store.Sqlite;

/// <summary>Keeps what an engine has in one SQLite file, so that it outlives the process: give it to <see cref="RedisAiOptions.Storage"/>.</summary>
/// <remarks>
/// <para>The file is in SQLite's WAL mode: beside it lie <c>NAME-wal</c> and <c>NAME-shm</c>, which belong to it, and <c>NAME.lock</c>, by which one process has it at
/// a time; the operating system lets go of that when the process ends, however it does. It must lie on a local disk.</para>
/// <para>All members may be called from several threads at once, but for those of <see cref="IDurableStorage"/> of which that says otherwise.</para>
/// </remarks>
public sealed class SqliteStorage : IDurableStorage
{
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private readonly string _path;
    private readonly int _chunkBytes;
    private SqliteFileLock? _lock;
    private SqliteWriter? _writer;
    private volatile bool _disposed;

    /// <summary>Creates a storage; the file is made, with the folders above it, when an engine opens it.</summary>
    /// <param name="path">The file. A relative path starts at the current directory.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public SqliteStorage(string path)
        : this(path, SqliteSchema.ChunkBytes)
    {
    }

    /// <summary>Creates a storage whose chunks are short, for tests.</summary>
    internal SqliteStorage(string path, int chunkBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _chunkBytes = chunkBytes;
    }

    /// <inheritdoc/>
    public string Name => $"SQLite file '{_path}'";

    /// <inheritdoc/>
    public IEnumerable<DurableKey> Open() => Guarded("opened", () =>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_lock is not null)
        {
            throw new InvalidOperationException($"The {Name} is open: a storage belongs to one engine.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _lock = SqliteFileLock.Take(_path);
        _writer = new SqliteWriter(_path, _chunkBytes);
        return _writer.ReadKeys();
    });

    /// <inheritdoc/>
    public IReadOnlyList<DurableItem> ReadItems() => Reading(static reader => reader.ReadItems());

    /// <inheritdoc/>
    public Stream OpenContent(DurableItemId id, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(id.Key);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (long content, long length) = Reading(reader => reader.FindContent(id, name));
        return content != 0
            ? new SqliteContentStream(this, content, length)
            : throw Lacks($"'{name}' of the {id.Kind} '{id.Key}', version {id.Version}, is not there");
    }

    /// <inheritdoc/>
    public bool TryRead(string key, out TensorValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        TensorValue found = default;
        bool isFound = Reading(reader => reader.TryRead(key, out found));
        value = found;
        return isFound;
    }

    /// <inheritdoc/>
    public IDurableSnapshot OpenSnapshot() => Guarded("read", () => new SqliteSnapshot(this, new SqliteReader(Opened())));

    /// <inheritdoc/>
    public void Write(DurableBatch batch, bool flush)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Guarded("written", () =>
        {
            (_writer ?? throw NotOpen()).Write(batch, flush);
            return true;
        });
    }

    /// <summary>Says how large the file is, and what is in it.</summary>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    public SqliteStorageSize GetSize() => Guarded("read", () =>
    {
        using SqliteReader reader = new(Opened());
        return reader.ReadSize(_path);
    });

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_readers.TryTake(out SqliteReader? reader))
        {
            reader.Dispose();
        }

        // The last connection writes the WAL into the file and removes it, so it is closed while the file is still ours.
        _writer?.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Turns SQLite's errors, and those of the file system, into ours.</summary>
    internal T Guarded<T>(string verb, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DurableStorageException($"The {Name} cannot be {verb}: {error.Message}", error);
        }
    }

    /// <summary>Reads a piece of a content; empty when it is not there.</summary>
    internal byte[] ReadPiece(long content, long number) => Reading(reader => reader.ReadPiece(content, number));

    internal DurableStorageException Lacks(string what) => new($"The {Name} cannot be read: {what}.");

    private T Reading<T>(Func<SqliteReader, T> read) => Guarded("read", () =>
    {
        SqliteReader reader = Rent();
        bool isDone = false;
        try
        {
            T result = read(reader);
            isDone = true;
            return result;
        }
        finally
        {
            Return(reader, isDone);
        }
    });

    private SqliteReader Rent() => _readers.TryTake(out SqliteReader? reader) ? reader : new SqliteReader(Opened());

    private void Return(SqliteReader reader, bool isSound)
    {
        if (isSound && !_disposed)
        {
            _readers.Add(reader);
            if (!_disposed)
            {
                return;
            }

            // The storage was closed meanwhile, and may have missed it.
            if (!_readers.TryTake(out reader!))
            {
                return;
            }
        }

        reader.Dispose();
    }

    private string Opened()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _writer is null ? throw NotOpen() : _path;
    }

    private InvalidOperationException NotOpen() => new($"The {Name} is not open: an engine opens the storage that it is given.");
}
