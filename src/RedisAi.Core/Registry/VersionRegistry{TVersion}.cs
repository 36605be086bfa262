using RedisAi.Errors;

namespace RedisAi.Registry;

/// <summary>Stores, replaces and removes versions under keys: one load at a time for each key, in the order of the calls.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal sealed class VersionRegistry<TVersion>(VersionTable<TVersion> table, IVersionEvents<TVersion> events, IVersionKeeper<TVersion>? keeper = null) : IClosingRegistry
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
        InTurnAsync(key, token => LoadAndSwapAsync(key, load, step, token), cancellationToken);

    /// <summary>Stores a version as <see cref="StoreAsync"/> does, which is of this process alone: every other is to have its own.</summary>
    public Task<TVersion> StoreHereAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAndSwapAsync(key, load, step: null, token), cancellationToken);

    /// <summary>Loads versions that another process has stored, on the thread pool, and lets none of them serve.</summary>
    public Task<IReadOnlyList<TVersion>> PrepareAsync(Func<CancellationToken, Task<IReadOnlyList<TVersion>>> load, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAsync(load, token), cancellationToken);

    /// <summary>Changes what is under a key as another process has done, while nobody else does.</summary>
    public Task TurnAsync(string key, Action change, CancellationToken cancellationToken) => WhileOpenAsync(
        async token =>
        {
            using IDisposable entry = await _gate.EnterAsync(key, token).ConfigureAwait(false);
            change();
            return true;
        },
        cancellationToken);

    /// <summary>Removes what serves under a key and was removed by another process.</summary>
    /// <returns>Whether it still served.</returns>
    public bool TryRemove(string key, TVersion present)
    {
        bool removed = table.TryRemove(key, present);
        if (removed)
        {
            events.Deleted(present);
        }

        return removed;
    }

    /// <summary>Removes a key at once, also while another version is being loaded for it, and closes what served under it. Blocks until a storage has written that.</summary>
    /// <returns>Whether there was something.</returns>
    /// <exception cref="DurableStorageException">The storage has it still, and so it stays.</exception>
    public bool Remove(string key)
    {
        bool isWritten = false;
        while (table.Find(key) is { } present)
        {
            if (keeper?.Removing(key, present) is { Count: > 0 } changes)
            {
                keeper.Catalog.Write(changes);
                isWritten = keeper.Catalog.IsShared;
            }

            if (TryRemove(key, present))
            {
                return true;
            }
        }

        if (keeper?.Removing(key, present: null) is not { Count: > 0 } stored)
        {
            // What follows the storage may have been the quicker to see that it is gone.
            return isWritten;
        }

        keeper.Catalog.Write(stored);
        return keeper.NoteRemoved(key);
    }

    /// <summary>Puts what a storage has under a key, unless it was stored or removed meanwhile.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Loads the versions: the first is to serve.</param>
    /// <param name="claim">Notes that it comes back; false when it was removed meanwhile.</param>
    /// <param name="place">Puts the others where they belong, before the first serves.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <returns>Whether it came back.</returns>
    public Task<bool> RestoreAsync(
        string key, Func<CancellationToken, Task<IReadOnlyList<TVersion>>> load, Func<bool> claim, Action<IReadOnlyList<TVersion>> place, CancellationToken cancellationToken) =>
        WhileOpenAsync(token => LoadAndRestoreAsync(key, load, claim, place, token), cancellationToken);

    /// <summary>Changes what is under a key when it is the turn of this process, where several change it.</summary>
    private Task<TResult> InTurnAsync<TResult>(string key, Func<CancellationToken, Task<TResult>> change, CancellationToken cancellationToken)
    {
        return keeper is null ? WhileOpenAsync(change, cancellationToken) : WhileOpenAsync(ChangeAsync, cancellationToken);

        async Task<TResult> ChangeAsync(CancellationToken token)
        {
            IAsyncDisposable? turn = await keeper!.BeginAsync(key, token).ConfigureAwait(false);
            try
            {
                return await change(token).ConfigureAwait(false);
            }
            finally
            {
                if (turn is not null)
                {
                    await turn.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
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
    /// <param name="keep">Gets the version that serves, checks the change, and writes it to the storage if there is one.</param>
    /// <param name="change">Gets the version that serves, and changes it.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    public Task<TResult> ChangeAsync<TResult>(string key, Func<TVersion, Task> keep, Func<TVersion, TResult> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        table.ThrowIfClosed();
        return InTurnAsync(key, token => ChangeCurrentAsync(key, keep, change, token), cancellationToken);
    }

    /// <summary>Loads a version on the thread pool and puts it beside the present one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Gets the present version, and makes the next.</param>
    /// <param name="keep">Writes it to the storage, if there is one.</param>
    /// <param name="add">Puts it where it belongs; if this throws, the version is closed.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public Task<TVersion> AddAsync(
        string key,
        Func<TVersion, CancellationToken, Task<TVersion>> load,
        Func<TVersion, TVersion, Task> keep,
        Action<TVersion, TVersion> add,
        CancellationToken cancellationToken) =>
        InTurnAsync(key, token => LoadAndAddAsync(key, load, keep, add, token), cancellationToken);

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
        bool isWritten = false;
        while (table.Find(key) is { } present)
        {
            IReadOnlyList<DurableItemChange>? changes = keeper?.Removing(key, present);
            await WriteAsync(changes).ConfigureAwait(false);
            isWritten = changes is { Count: > 0 } && keeper!.Catalog.IsShared;
            if (TryRemove(key, present))
            {
                return true;
            }
        }

        IReadOnlyList<DurableItemChange>? stored = keeper?.Removing(key, present: null);
        await WriteAsync(stored).ConfigureAwait(false);
        return (stored is { Count: > 0 } && keeper!.NoteRemoved(key)) || isWritten;
    }

    private Task WriteAsync(IReadOnlyList<DurableItemChange>? changes) => changes is { Count: > 0 } ? keeper!.Catalog.WriteAsync(changes) : Task.CompletedTask;

    private async Task<TResult> ChangeCurrentAsync<TResult>(string key, Func<TVersion, Task> keep, Func<TVersion, TResult> change, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        await keep(table.Current(key)).ConfigureAwait(false);

        // It may have been removed meanwhile, and from the storage as well.
        return change(table.Current(key));
    }

    private async Task<TVersion> LoadAndSwapAsync(string key, Func<TVersion?, CancellationToken, Task<TVersion>> load, StoreStep? step, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion? present = table.Find(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        Open(loaded);
        await KeepAsync(loaded, () => keeper?.KeepAsync(loaded, present, mayBeRefused: step is not null)).ConfigureAwait(false);
        TVersion? replaced = step is null ? table.Put(key, loaded) : await PutInStepAsync(key, loaded, step).ConfigureAwait(false);
        if (replaced is not null)
        {
            events.Replaced(replaced, loaded);
        }

        return loaded;
    }

    private async Task<TVersion?> PutInStepAsync(string key, TVersion loaded, StoreStep step)
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
        }
        finally
        {
            if (!put)
            {
                loaded.Close();
                await (keeper?.RefuseAsync(loaded) ?? Task.CompletedTask).ConfigureAwait(false);
            }
        }

        await SettleAsync(loaded).ConfigureAwait(false);
        return replaced;
    }

    private async Task SettleAsync(TVersion stored)
    {
        try
        {
            await (keeper?.SettleAsync(stored) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DurableStorageException or SharedStoreException or ObjectDisposedException)
        {
            // What it has replaced is left there, and passed over at the next start.
        }
    }

    private async Task<TVersion> LoadAndAddAsync(
        string key,
        Func<TVersion, CancellationToken, Task<TVersion>> load,
        Func<TVersion, TVersion, Task> keep,
        Action<TVersion, TVersion> add,
        CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        TVersion present = table.Current(key);
        TVersion loaded = await Task.Run(() => load(present, cancellationToken), cancellationToken).ConfigureAwait(false);
        Open(loaded);
        await KeepAsync(loaded, () => keep(present, loaded)).ConfigureAwait(false);
        try
        {
            if (keeper is not null && table.Current(key) != present)
            {
                throw new InvalidOperationException($"What served under '{key}' is another since.");
            }

            add(present, loaded);
            table.ThrowIfClosed();
        }
        catch
        {
            loaded.Close();
            await (keeper?.RefuseAsync(loaded) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }

        return loaded;
    }

    private async Task<bool> LoadAndRestoreAsync(
        string key, Func<CancellationToken, Task<IReadOnlyList<TVersion>>> load, Func<bool> claim, Action<IReadOnlyList<TVersion>> place, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (table.Contains(key))
        {
            return false;
        }

        IReadOnlyList<TVersion> loaded = await LoadAsync(load, cancellationToken).ConfigureAwait(false);
        if (loaded.Count == 0 || !claim())
        {
            foreach (TVersion version in loaded)
            {
                version.Close();
            }

            return false;
        }

        place(loaded);
        table.Put(key, loaded[0]);
        return true;
    }

    private async Task<IReadOnlyList<TVersion>> LoadAsync(Func<CancellationToken, Task<IReadOnlyList<TVersion>>> load, CancellationToken cancellationToken)
    {
        IReadOnlyList<TVersion> loaded = await Task.Run(() => load(cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (TVersion version in loaded)
        {
            Open(version);
        }

        return loaded;
    }

    /// <summary>Writes a version to the storage; where that fails, it is closed.</summary>
    private static async Task KeepAsync(TVersion loaded, Func<Task?> keep)
    {
        try
        {
            await (keep() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            loaded.Close();
            throw;
        }
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
