using RedisAi.Diagnostics;
using RedisAi.Persistence;

namespace RedisAi.Scripts;

/// <content>What comes back from a storage, and what a host registers.</content>
internal sealed partial class ScriptRegistry
{
    /// <summary>Brings back what the storage has under a key, unless that was stored or removed since.</summary>
    /// <returns>Whether something serves now that did not.</returns>
    public async Task<bool> RestoreAsync(string key, CancellationToken cancellationToken)
    {
        if (_keeper!.Pending(key) is not { } item)
        {
            return false;
        }

        ScriptHead head = _keeper.HeadOf(item);
        bool restored = await _versions.RestoreAsync(
            key,
            async token =>
            {
                string text = await _keeper.ReadTextAsync(item, token).ConfigureAwait(false);
                return [await _loader.LoadAsync(new ScriptLoad(key, item.Id.Version, ScriptSource.Of(text), head.Options) { Head = head }, token).ConfigureAwait(false)];
            },
            () => _keeper.Catalog.TryTake(DurableItemKind.Script, key),
            _ => _keeper.Registered.Note(key, head.Registered),
            cancellationToken).ConfigureAwait(false);
        if (restored)
        {
            _absences.Forget(RunSubject.Script, key);
        }

        return restored;
    }

    /// <summary>Stores what a host registers, or brings back what was stored under the key since it was registered as it is now.</summary>
    public async Task StoreRegisteredAsync(string key, ScriptSource source, ScriptOptions options, CancellationToken cancellationToken)
    {
        if (_keeper is null)
        {
            await StoreAsync(key, source, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        ScriptOptions given = options.Copy();
        given.Validate();
        string text = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        string digest = ScriptKeeper.DigestOf(text, given);
        if (!_keeper.Catalog.IsShared && _keeper.Pending(key) is { } item && IsStoredOver(item, digest))
        {
            if (await RestoreAsync(key, cancellationToken).ConfigureAwait(false))
            {
                _logger.RegistrationSkipped(RunSubject.Script, key, item.Id.Version, _keeper.Catalog.Name);
            }

            return;
        }

        // Before it is compiled: what somebody stores next was stored over this registration, also if it fails.
        _keeper.Registered.Note(key, digest);
        await _versions.StoreHereAsync(
            key,
            (present, token) => _loader.LoadAsync(new ScriptLoad(key, NextNumber(key, present), source.With(text), given) { IsRegistration = true }, token),
            cancellationToken).ConfigureAwait(false);
        _absences.Forget(RunSubject.Script, key);
    }

    /// <summary>The number after the last one, in this life or in one before.</summary>
    private int NextNumber(string key, ScriptVersion? present) => 1 + Math.Max(
        present?.Number ?? 0, Math.Max(_keeper?.Pending(key)?.Id.Version ?? 0, _keeper?.Catalog.LatestNumber(DurableItemKind.Script, key) ?? 0));

    private bool IsStoredOver(DurableItem item, string digest)
    {
        try
        {
            return _keeper!.HeadOf(item).Registered == digest;
        }
        catch (DurableStorageException)
        {
            // What is damaged gives way to what the host has.
            return false;
        }
    }
}
