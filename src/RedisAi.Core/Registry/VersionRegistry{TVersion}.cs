using RedisAi.Errors;

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
    public Task<TVersion> StoreAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAndSwapAsync(key, load, token), cancellationToken);

    /// <summary>Loads something, unless the engine closes meanwhile.</summary>
    private async Task<TVersion> WhileOpenAsync(Func<CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken)
    {
        if (!_loads.TryEnter())
        {
            throw EngineClosed.Error();
        }

        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _loads.Closing);
            return await load(either.Token).ConfigureAwait(false);
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
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? removed = table.Remove(key);
        if (removed is not null)
        {
            events.Deleted(removed);
        }

        return removed is not null;
    }

    /// <summary>Changes what is under a key, while nobody else does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="change">Gets the version that serves.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    public async Task<TResult> ChangeAsync<TResult>(string key, Func<TVersion, TResult> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        return change(table.Current(key));
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
        IReadOnlyList<TVersion> versions = table.Close();
        _loads.Close();
        return [.. versions.SelectMany(static version => version.Companions.Prepend(version))];
    }

    private async Task<TVersion> LoadAndSwapAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? present = table.Find(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        TVersion? replaced = table.Put(key, loaded);
        if (replaced is not null)
        {
            events.Replaced(replaced, loaded);
        }

        return loaded;
    }

    private async Task<TVersion> LoadAndAddAsync(
        string key, Func<TVersion, CancellationToken, Task<TVersion>> load, Action<TVersion, TVersion> add, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion present = table.Current(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            add(present, loaded);

            // An engine that closes has looked for companions already, or finds this one.
            table.ThrowIfClosed();
        }
        catch
        {
            loaded.Close();
            throw;
        }

        return loaded;
    }
}
