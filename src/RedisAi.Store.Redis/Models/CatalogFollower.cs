using RedisAi.Persistence;
using RedisAi.Registry;

namespace RedisAi.Store.Redis;

/// <summary>Follows what other processes store, and lets them know that this one is alive. Messages tell at once; what is polled makes up for those that are lost.</summary>
internal sealed class CatalogFollower
{
    private const int BeatsPerLease = 3;
    private static readonly TimeSpan s_forgotten = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly RedisScript s_live = new("model-live");
    private static readonly RedisScript s_leave = new("model-leave");

    private readonly LoadGate _runs = new();
    private readonly RedisConnection _connection;
    private readonly ModelKeys _keys;
    private readonly CatalogRecords _records;
    private readonly LineSync _sync;
    private readonly RedisCatalog _catalog;
    private readonly Wakeup _wake;
    private Task _following = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private int _isStarted;
    private long _looked;
    private bool _isUnsettled = true;

    public CatalogFollower(RedisConnection connection, ModelKeys keys, CatalogRecords records, LineSync sync, RedisCatalog catalog)
    {
        _connection = connection;
        _keys = keys;
        _records = records;
        _sync = sync;
        _catalog = catalog;
        _wake = new Wakeup(connection.Time);
    }

    public async Task StartAsync()
    {
        if (Interlocked.CompareExchange(ref _isStarted, 1, 0) == 0)
        {
            // The others count this process from now on.
            await TryBeatAsync().ConfigureAwait(false);
            _beating = Task.Run(BeatAsync);
            _following = Task.Run(FollowAsync);
        }
    }

    public void Wake() => _wake.Set();

    /// <summary>Has a line brought up to date on another thread, once more where that is just being done.</summary>
    public void Begin(SharedLine line)
    {
        if (Volatile.Read(ref _isStarted) == 1 && line.TryStart())
        {
            _ = Task.Run(() => RunAsync(line));
        }
    }

    public async Task StopAsync()
    {
        int before = Interlocked.Exchange(ref _isStarted, 2);
        if (before == 2)
        {
            return;
        }

        _runs.Close();
        Wake();

        // Not every backend hears that it is to stop. What it has loaded by then is closed at once.
        await Task.WhenAll(_following, _beating, _runs.Ended).WaitAsync(s_patience, _connection.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (before == 1)
        {
            try
            {
                await _connection.RunAsync(s_leave, [_keys.Processes, _keys.Addresses], [_connection.OwnerId, _keys.Channel]).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SharedStoreException or ObjectDisposedException)
            {
                // The others see it when its time is over.
            }
        }
    }

    private async Task FollowAsync()
    {
        bool isTold = false;
        while (!_runs.Closing.IsCancellationRequested)
        {
            try
            {
                await LookAsync(_runs.Closing).ConfigureAwait(false);
                isTold = false;
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
#pragma warning disable CA1031 // Mostly Redis does not answer. Whatever it is, a process that follows no more would not be noticed.
            catch (Exception error)
#pragma warning restore CA1031
            {
                if (!isTold)
                {
                    isTold = true;
                    _connection.Logger.FollowingFailed(error, _connection.Name);
                }
            }

            await _wake.WaitAsync(RedisCatalog.PollInterval, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Begins with all that is not as it should be.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        (long revision, long epoch) = await _records.ReadRevisionAsync(cancellationToken).ConfigureAwait(false);
        SharedLine[] lost = [.. _catalog.Lines.Where(line => line.IsOlderThan(epoch))];
        if (lost.Length > 0)
        {
            Forget(lost);
        }
        else if (revision == _looked && !_isUnsettled)
        {
            return;
        }

        IReadOnlyDictionary<SharedLineId, (long Served, long Next)> index = await _records.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        _isUnsettled = false;
        foreach ((SharedLineId id, (long served, long next)) in index)
        {
            SharedLine line = _catalog.LineOf(id);
            if (next != 0 || (served != line.Applied && (served == 0 || served != line.Failed)))
            {
                _isUnsettled = true;
                Begin(line);
            }
        }

        foreach (SharedLine line in _catalog.Lines.Where(line => (line.Applied != 0 || line.Failure is not null) && !index.ContainsKey(line.Id)))
        {
            _isUnsettled = true;
            Begin(line);
        }

        _looked = revision;
    }

    /// <summary>Redis was emptied, and perhaps filled anew: nothing is removed here for that.</summary>
    private void Forget(SharedLine[] lost)
    {
        foreach (SharedLine line in lost)
        {
            if (line.Gate.Wait(0))
            {
                line.Forget();
                line.Gate.Release();
            }
        }

        _connection.Logger.CatalogLost(_connection.Name);
    }

    private async Task RunAsync(SharedLine line)
    {
        int runs;
        do
        {
            runs = line.Runs;
            if (!_runs.TryEnter())
            {
                // The end; the line stays as if somebody were at it.
                return;
            }

            try
            {
                await TrySyncAsync(line).ConfigureAwait(false);
            }
            finally
            {
                _runs.Exit();
            }
        }
        while (!line.TryEnd(runs));
    }

    private async Task TrySyncAsync(SharedLine line)
    {
        // Whoever is in the gate brings it up to date, or begins this once more when it is through.
        if (!await line.Gate.WaitAsync(0).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await _sync.SyncAsync(line, _runs.Closing).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SharedStoreException)
        {
            // The end; or it is tried again with the next look.
        }
#pragma warning disable CA1031 // Whatever is wrong with one of them, the others go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _connection.Logger.SyncFailed(error, DurableItemName.Of(line.Id.Kind), line.Id.Key, _connection.Name);
        }
        finally
        {
            line.Gate.Release();
        }
    }

    private async Task BeatAsync()
    {
        while (!_runs.Closing.IsCancellationRequested)
        {
            await Task.Delay(_connection.Options.LeaseTime / BeatsPerLease, _connection.Time, _runs.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryBeatAsync().ConfigureAwait(false);
        }
    }

    private async Task TryBeatAsync()
    {
        try
        {
            await _connection.RunAsync(
                s_live,
                [_keys.Processes, _keys.Addresses],
                [_connection.OwnerId, _connection.Address, (long)_connection.Options.LeaseTime.TotalMilliseconds, (long)s_forgotten.TotalMilliseconds],
                _runs.Closing).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SharedStoreException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody waits for a process that is cut off, or ends.
        }
    }
}
