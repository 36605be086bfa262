using RedisAi.Diagnostics;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <content>What comes back from a storage, and what a host registers.</content>
internal sealed partial class ModelRegistry
{
    private ModelRestore Restorer => field ??= new ModelRestore(_keeper!.Catalog, _loader);

    /// <summary>Brings back what the storage has under a key, unless that was stored or removed since.</summary>
    /// <param name="key">The key.</param>
    /// <param name="registered">What the host registers under it; null for nothing.</param>
    /// <param name="failures">Gets what could not be brought back.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <returns>Whether something serves now that did not.</returns>
    public async Task<bool> RestoreAsync(string key, RegisteredModel? registered, RestoreFailures failures, CancellationToken cancellationToken)
    {
        Catalog catalog = _keeper!.Catalog;
        StoredVersions stored = StoredVersions.Read(catalog, key, failures);
        if (stored.Serving is not { } serving || (serving.Head.IsRegistration && registered is null))
        {
            return false;
        }

        List<(ModelVersion Version, ModelHead Head)> others = [];
        bool restored = await _versions.RestoreAsync(
            key,
            async token =>
            {
                try
                {
                    return await LoadAllAsync(stored, registered, others, failures, token).ConfigureAwait(false);
                }
                catch
                {
                    _lines.Forget(key);
                    throw;
                }
            },
            () => catalog.TryTake(DurableItemKind.Model, key),
            versions =>
            {
                _keeper.Registered.Note(key, serving.Head.Registered);
                Place(serving.Head, others, versions[0].Routes, failures);
            },
            cancellationToken).ConfigureAwait(false);
        if (restored)
        {
            _absences.Forget(RunSubject.Model, key);
        }

        return restored;
    }

    /// <summary>Stores what a host registers, or brings back what was stored under the key since it was registered as it is now.</summary>
    public async Task StoreRegisteredAsync(string key, ModelSource source, ModelOptions options, RestoreFailures failures, CancellationToken cancellationToken)
    {
        if (_keeper is null)
        {
            await StoreAsync(key, source, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        ModelOptions given = options.Copy();
        given.Validate();
        RegisteredModel registered = await RegisteredModel.CreateAsync(key, source, given, _loader, cancellationToken).ConfigureAwait(false);
        StoredVersions stored = StoredVersions.Read(_keeper.Catalog, key, new RestoreFailures());
        if (!_keeper.Catalog.IsShared && registered.Digest is not null && stored.Serving is { } serving && serving.Head.Registered == registered.Digest)
        {
            if (await RestoreAsync(key, registered, failures, cancellationToken).ConfigureAwait(false) && !serving.Head.IsRegistration)
            {
                _logger.RegistrationSkipped(RunSubject.Model, key, serving.Item.Id.Version, _keeper.Catalog.Name);
            }

            return;
        }

        await StoreAsRegisteredAsync(key, registered, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the file of a version that is kept, as long as it is.</summary>
    /// <exception cref="DurableStorageException">It cannot be read, or was replaced meanwhile.</exception>
    public byte[] ReadFile(ModelVersion version)
    {
        using Stream content = _keeper!.Catalog.OpenContent(new DurableItemId(DurableItemKind.Model, version.Key, version.Number), KeptModel.FileName);
        using MemoryStream bytes = new();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task StoreAsRegisteredAsync(string key, RegisteredModel registered, CancellationToken cancellationToken)
    {
        ModelHead? head = registered.Digest is null ? null : new ModelHead { IsRegistration = true };

        // Before it is loaded: what somebody stores next was stored over this registration, also if it fails.
        _keeper!.Registered.Note(key, registered.Digest);
        await _versions.StoreHereAsync(
            key,
            (present, token) =>
            {
                ModelLoad load = new(key, NextNumber(key, present), registered.Source, new ChosenOptions(registered.Options, KeptFrom: 0), _lines.Of(key)) { Head = head };
                return LoadAsync(load, present, token);
            },
            cancellationToken).ConfigureAwait(false);
        _absences.Forget(RunSubject.Model, key);
    }

    /// <summary>Loads the version that served, and those beside it; one of these that fails stays away.</summary>
    private async Task<IReadOnlyList<ModelVersion>> LoadAllAsync(
        StoredVersions stored, RegisteredModel? registered, List<(ModelVersion Version, ModelHead Head)> others, RestoreFailures failures, CancellationToken cancellationToken)
    {
        ModelLine line = _lines.Of(stored.Key);
        List<ModelVersion> loaded = [await Restorer.LoadAsync(stored.Serving!.Item, stored.Serving.Head, registered, line, cancellationToken).ConfigureAwait(false)];
        try
        {
            foreach ((DurableItem item, ModelHead head) in stored.Others)
            {
                try
                {
                    ModelVersion version = await Restorer.LoadAsync(item, head, registered, line, cancellationToken).ConfigureAwait(false);
                    loaded.Add(version);
                    others.Add((version, head));
                }
                catch (Exception error) when (error is RedisAiException or ArgumentException)
                {
                    failures.Add(item.Id, error);
                }
            }

            return loaded;
        }
        catch
        {
            loaded.ForEach(static version => version.Close());
            throw;
        }
    }

    private static void Place(ModelHead serving, List<(ModelVersion Version, ModelHead Head)> others, ModelRoutes routes, RestoreFailures failures)
    {
        routes.NoteLatest(serving.Latest);
        foreach ((ModelVersion version, ModelHead head) in others)
        {
            if (head.Role == VersionRole.Previous)
            {
                routes.KeepPrevious(version);
            }
            else
            {
                try
                {
                    routes.Set(version, head.Role == VersionRole.Shadow ? CandidateTraffic.Shadows(head.Share) : CandidateTraffic.Answers(head.Share));
                }
                catch (ArgumentException error)
                {
                    failures.Add(new DurableItemId(DurableItemKind.Model, version.Key, version.Number), error);
                    version.Close();
                }
            }
        }
    }
}
