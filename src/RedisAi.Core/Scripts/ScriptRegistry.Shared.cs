using RedisAi.Diagnostics;
using RedisAi.Persistence;
using RedisAi.Registry;

namespace RedisAi.Scripts;

/// <content>What other processes store, where several share their scripts.</content>
internal sealed partial class ScriptRegistry
{
    /// <summary>Compiles the script that is to be under a key, unless it is here; it does not serve yet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="items">What is to be there; nothing when the key was removed.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    public async Task<IPreparedTurn> PrepareAsync(string key, IReadOnlyList<DurableItem> items, CancellationToken cancellationToken)
    {
        DurableItem? wanted = items.MaxBy(static item => item.Id.Version);
        IReadOnlyList<ScriptVersion> loaded = wanted is null || IsHere(wanted)
            ? []
            : await _versions.PrepareAsync(async token => [await LoadSharedAsync(wanted, token).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        return new SharedScriptTurn(loaded is [var script] ? script : null, token => _versions.TurnAsync(key, () => Turn(key, wanted, loaded), token));
    }

    private async Task<ScriptVersion> LoadSharedAsync(DurableItem item, CancellationToken cancellationToken)
    {
        ScriptHead head = _keeper!.HeadOf(item);
        string text = await _keeper.ReadTextAsync(item, cancellationToken).ConfigureAwait(false);
        return await _loader.LoadAsync(new ScriptLoad(item.Id.Key, item.Id.Version, ScriptSource.Of(text), head.Options) { Head = head }, cancellationToken).ConfigureAwait(false);
    }

    private void Turn(string key, DurableItem? wanted, IReadOnlyList<ScriptVersion> loaded)
    {
        ScriptVersion? present = _table.Find(key);
        if (wanted is null)
        {
            if (present is not null)
            {
                _versions.TryRemove(key, present);
            }
        }
        else if (loaded is [var next] && _table.Put(key, next) is { } replaced)
        {
            ((IVersionEvents<ScriptVersion>)this).Replaced(replaced, next);
        }

        _absences.Forget(RunSubject.Script, key);
    }

    private bool IsHere(DurableItem item) => _table.Find(item.Id.Key) is { Head: not null } present && present.Number == item.Id.Version;
}
