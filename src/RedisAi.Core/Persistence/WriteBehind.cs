using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Errors;

namespace RedisAi.Persistence;

/// <summary>Writes what has changed to a storage, on a thread of its own: everything that has changed by then in one transaction, so that those who wait share it.</summary>
/// <remarks>
/// A thread and not a work item of the pool, since a storage blocks, and callers who block until something is written may hold all threads of the pool.
/// </remarks>
internal sealed class WriteBehind : IDisposable
{
    private readonly IDurableStorage _storage;
    private readonly IChangeSource _source;
    private readonly DurabilityOptions _options;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly DurableBatch _batch = new();
    private readonly object _signal = new();
    private readonly ITimer _timer;
    private readonly Thread _thread;
    private Commit _next = new();
    private int _isArmed;

    /// <summary>Whether what has changed is to be synchronised whatever the mode says.</summary>
    private bool _isFlushWanted;

    /// <summary>Whether something was written that is not synchronised; for the thread alone.</summary>
    private bool _isUnsynchronised;

    /// <summary>What is being written of models, scripts and plans; for the thread alone.</summary>
    private List<CatalogWrite> _taken = [];

    // Guarded by _signal.
    private List<CatalogWrite> _catalogWrites = [];
    private bool _isWanted;
    private bool _isClosing;

    public WriteBehind(IDurableStorage storage, IChangeSource source, DurabilityOptions options, TimeProvider time, EngineMetrics metrics, ILogger logger)
    {
        _storage = storage;
        _source = source;
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((WriteBehind)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { Name = "RedisAi writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether a write is acknowledged only when it is on the disk.</summary>
    public bool IsAwaited => _options.Mode == Durability.EveryWrite;

    /// <summary>Sees to it that a change that was just made is written within the interval.</summary>
    public void NoteChange()
    {
        if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(_options.Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Has everything written that has changed by now; complete when it is.</summary>
    public Task CommitAsync()
    {
        // What the caller has changed is there before it asks for the commit, and the writer takes a new commit before it looks for changes:
        // so the commit that is found here cannot miss it.
        Task ended = Volatile.Read(ref _next).Ended;
        return Wake() ? ended : Task.CompletedTask;
    }

    /// <summary>Has everything written, and synchronised with the disk, that has changed by now; complete when it is.</summary>
    /// <exception cref="ObjectDisposedException">The engine closes, and writes what is left by itself.</exception>
    public Task FlushAsync()
    {
        // Noted before the commit is looked at, as a change is made before: a transaction that sees one sees the other.
        Interlocked.Exchange(ref _isFlushWanted, true);
        Task ended = Volatile.Read(ref _next).Ended;
        return Wake() ? ended : throw EngineClosed.Error();
    }

    /// <summary>Has changes of models, scripts or plans written with what else has changed; false when nothing is written any more.</summary>
    public bool TryAdd(CatalogWrite write)
    {
        lock (_signal)
        {
            // The thread that is woken waits for this lock.
            if (!Wake())
            {
                return false;
            }

            _catalogWrites.Add(write);
            return true;
        }
    }

    /// <summary>Writes what is left, and closes the storage. Nothing is written from then on.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_signal)
        {
            _isClosing = true;
            Monitor.Pulse(_signal);
        }

        _thread.Join();
        _storage.Dispose();
    }

    /// <summary>Has the thread write; false when it writes for the last time, or has done so.</summary>
    private bool Wake()
    {
        lock (_signal)
        {
            if (_isClosing)
            {
                return false;
            }

            _isWanted = true;
            Monitor.Pulse(_signal);
            return true;
        }
    }

    private void Run()
    {
        bool last;
        do
        {
            last = Sleep();
            try
            {
                Write(last);
            }
#pragma warning disable CA1031 // A logger or a listener of metrics, which are the application's code: the thread goes on, or the process would end.
            catch (Exception)
#pragma warning restore CA1031
            {
                NoteChange();
            }
        }
        while (!last);
    }

    /// <summary>Waits until there is something to be written; returns whether it is for the last time.</summary>
    private bool Sleep()
    {
        lock (_signal)
        {
            while (!_isWanted && !_isClosing)
            {
                Monitor.Wait(_signal);
            }

            _isWanted = false;
            return _isClosing;
        }
    }

    private void Write(bool last)
    {
        Commit commit = Interlocked.Exchange(ref _next, new Commit());
        Volatile.Write(ref _isArmed, 0);

        // A full fence: what changes from here on arms the timer again.
        bool isFlushWanted = Interlocked.Exchange(ref _isFlushWanted, false);
        bool flush = _options.Mode != Durability.None || isFlushWanted;
        long started = _time.GetTimestamp();
        DurableStorageException? error = TryWriteAll(flush);
        if (error is null)
        {
            _source.Written();
        }
        else
        {
            // The next attempt is to do what this one was asked for.
            if (isFlushWanted)
            {
                Volatile.Write(ref _isFlushWanted, true);
            }

            _source.NotWritten();
        }

        int changes = _batch.Changes.Count + _batch.Items.Count;
        _batch.Clear();
        commit.End(error);

        // Last, here as elsewhere: loggers and listeners of metrics are the application's code, and may throw.
        if (changes > 0)
        {
            _metrics.StorageWritten(_time.GetElapsedTime(started), changes, error);
        }

        if (error is not null)
        {
            NoteFailure(error, last);
        }
    }

    /// <summary>Writes all that has changed; who waits for models, scripts or plans is told here.</summary>
    private DurableStorageException? TryWriteAll(bool flush)
    {
        lock (_signal)
        {
            (_taken, _catalogWrites) = (_catalogWrites, _taken);
        }

        try
        {
            DurableStorageException? notCollected = TryCollect();
            DurableStorageException? notWritten = TryWrite(_taken, flush);
            return notCollected ?? notWritten;
        }
#pragma warning disable CA1031 // What storages throw does not come here. This is mostly memory that is not there, and nobody must wait for ever.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            DurableStorageException error = Failed(thrown);
            _taken.ForEach(write => write.End(error));
            return error;
        }
        finally
        {
            _taken.Clear();
        }
    }

    /// <summary>Writes the tensors that have changed, and what is told of models, scripts and plans, in one transaction; where that fails, each alone, so that no one's failure is another's.</summary>
    /// <returns>What the tensors could not be written for; who waits for the others is told.</returns>
    private DurableStorageException? TryWrite(List<CatalogWrite> catalogWrites, bool flush)
    {
        foreach (CatalogWrite write in catalogWrites)
        {
            _batch.Add(write.Changes);
        }

        DurableStorageException? error = TryWrite(_batch, flush);
        bool isShared = _batch.Changes.Count > 0 || catalogWrites.Count > 1;
        foreach (CatalogWrite write in catalogWrites)
        {
            write.End(error is null || !isShared ? error : TryWriteAlone(write, flush));
        }

        if (error is null || catalogWrites.Count == 0)
        {
            return error;
        }

        // The tensors, and what was written before and is to be synchronised.
        _batch.ClearItems();
        return TryWrite(_batch, flush);
    }

    private DurableStorageException? TryWriteAlone(CatalogWrite write, bool flush)
    {
        DurableBatch alone = new();
        alone.Add(write.Changes);
        return TryWrite(alone, flush);
    }

    private DurableStorageException? TryCollect()
    {
        try
        {
            _source.Collect(_batch);
            return null;
        }
#pragma warning disable CA1031 // What has changed is kept, and those who wait are told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // A part of a step must not be written.
            _batch.Clear();
            return Failed(error);
        }
    }

    private DurableStorageException? TryWrite(DurableBatch batch, bool flush)
    {
        try
        {
            if (!batch.IsEmpty || (flush && _isUnsynchronised))
            {
                _storage.Write(batch, flush);
                _isUnsynchronised = !flush;
            }

            return null;
        }
#pragma warning disable CA1031 // Whatever a storage throws, what has changed is kept, and those who wait are told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failed(error);
        }
    }

    private DurableStorageException Failed(Exception error) =>
        error as DurableStorageException ?? new DurableStorageException($"Writing to the {_storage.Name} failed: {error.Message}", error);

    private void NoteFailure(Exception error, bool last)
    {
        if (last)
        {
            _logger.StorageLost(error, _storage.Name);
            return;
        }

        _logger.StorageFailed(error, _storage.Name, _options.Interval.TotalMilliseconds);
        NoteChange();
    }
}
