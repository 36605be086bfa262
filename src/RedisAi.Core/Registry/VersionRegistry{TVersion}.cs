namespace RedisAi.Registry;

/// <summary>Stores, replaces and removes versions under keys: one load at a time for each key, in the order of the calls.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal sealed class VersionRegistry<TVersion>(VersionTable<TVersion> table, IVersionEvents<TVersion> events) : IClosingRegistry
    where TVersion : ServedVersion
{
    private readonly KeyedGate _gate = new();
    private readonly LoadGate _loads = new();

    public Task LoadsEnded => _loads.Ended;

    /// <summary>Loads a version on the thread pool and puts it in the place of the present one, which is closed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Gets the present version, or null, and makes the next.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public async Task<TVersion> StoreAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken)
    {
        if (!_loads.TryEnter())
        {
            throw VersionTable<TVersion>.Closed();
        }

        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _loads.Closing);
            return await LoadAndSwapAsync(key, load, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_loads.Closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw VersionTable<TVersion>.Closed();
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested && error.CancellationToken != cancellationToken)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        finally
        {
            _loads.Exit();
        }
    }

    /// <summary>Removes a key, and closes what served under it.</summary>
    /// <returns>Whether there was something.</returns>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? removed = table.Remove(key);
        if (removed is not null)
        {
            events.Deleted(removed);
            removed.Close();
        }

        return removed is not null;
    }

    public IReadOnlyList<ServedVersion> Refuse()
    {
        IReadOnlyList<TVersion> versions = table.Close();
        _loads.Close();
        return versions;
    }

    private async Task<TVersion> LoadAndSwapAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? present = table.Find(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        TVersion? replaced = table.Put(key, loaded);
        if (replaced is not null)
        {
            events.Swapped(replaced, loaded);
            replaced.Close();
        }

        return loaded;
    }
}
