using RedisAi.Errors;

namespace RedisAi.Registry;

/// <summary>Stores, replaces and removes versions under keys: one load at a time for each key, in the order of the calls.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal sealed class VersionRegistry<TVersion>(VersionTable<TVersion> table, IVersionEvents<TVersion> events) : IClosingRegistry
    where TVersion : ServedVersion
{
    private readonly KeyedGate _gate = new();
    private readonly LoadGate _loads = new();
    private readonly OpenVersions<TVersion> _open = new();

    public Task LoadsEnded => _loads.Ended;

    /// <summary>How many versions are open, whether they serve or only end their calls.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Loads a version on the thread pool and puts it in the place of the present one, which is closed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Gets the present version, or null, and makes the next.</param>
    /// <param name="step">Puts it in place, as a step of something else; null for nothing else.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public Task<TVersion> StoreAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, StoreStep? step, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAndSwapAsync(key, load, step, token), cancellationToken);

    /// <summary>Removes a key at once, also while another version is being loaded for it, and closes what served under it.</summary>
    /// <returns>Whether there was something.</returns>
    public bool Remove(string key)
    {
        TVersion? removed = table.Remove(key);
        if (removed is not null)
        {
            events.Deleted(removed);
        }

        return removed is not null;
    }

    /// <summary>Loads or changes something, unless the engine closes meanwhile.</summary>
    private async Task<TResult> WhileOpenAsync<TResult>(Func<CancellationToken, Task<TResult>> change, CancellationToken cancellationToken)
    {
        if (!_loads.TryEnter())
        {
            throw EngineClosed.Error();
        }

        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _loads.Closing);
            return await change(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_loads.Closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw EngineClosed.Error();
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
    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        return WhileOpenAsync(token => RemoveAsync(key, token), cancellationToken);
    }

    /// <summary>Changes what is under a key, while nobody else does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="change">Gets the version that serves.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    public Task<TResult> ChangeAsync<TResult>(string key, Func<TVersion, TResult> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        return WhileOpenAsync(token => ChangeCurrentAsync(key, change, token), cancellationToken);
    }

    /// <summary>Loads a version on the thread pool and puts it beside the present one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Gets the present version, and makes the next.</param>
    /// <param name="add">Puts it where it belongs; if this throws, the version is closed.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public Task<TVersion> AddAsync(string key, Func<TVersion, CancellationToken, Task<TVersion>> load, Action<TVersion, TVersion> add, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAndAddAsync(key, load, add, token), cancellationToken);

    public IReadOnlyList<ServedVersion> Refuse()
    {
        table.Close();
        IReadOnlyList<TVersion> versions = _open.Close();
        _loads.Close();
        return versions;
    }

    private async Task<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        return Remove(key);
    }

    private async Task<TResult> ChangeCurrentAsync<TResult>(string key, Func<TVersion, TResult> change, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        return change(table.Current(key));
    }

    private async Task<TVersion> LoadAndSwapAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, StoreStep? step, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? present = table.Find(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        Open(loaded);
        TVersion? replaced = step is null ? table.Put(key, loaded) : PutInStep(key, loaded, step);
        if (replaced is not null)
        {
            events.Replaced(replaced, loaded);
        }

        return loaded;
    }

    private TVersion? PutInStep(string key, TVersion loaded, StoreStep step)
    {
        TVersion? replaced = null;
        bool put = false;
        try
        {
            step(
                loaded,
                () =>
                {
                    put = true;
                    replaced = table.Put(key, loaded);
                });
            return replaced;
        }
        finally
        {
            if (!put)
            {
                loaded.Close();
            }
        }
    }

    private async Task<TVersion> LoadAndAddAsync(
        string key, Func<TVersion, CancellationToken, Task<TVersion>> load, Action<TVersion, TVersion> add, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion present = table.Current(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        Open(loaded);
        try
        {
            add(present, loaded);
            table.ThrowIfClosed();
        }
        catch
        {
            loaded.Close();
            throw;
        }

        return loaded;
    }

    /// <summary>Lets the end of the engine know of a version, before anybody can call it.</summary>
    private void Open(TVersion loaded)
    {
        if (!_open.TryAdd(loaded))
        {
            loaded.Close();
            throw EngineClosed.Error();
        }
    }
}
