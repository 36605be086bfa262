using RedisAi.Diagnostics;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <content>What other processes store, where several share their models.</content>
internal sealed partial class ModelRegistry
{
    /// <summary>Loads and warms the versions that are to be under a key and are not here; they do not serve yet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="items">All that is to be there.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="RedisAiException">The version that is to serve cannot be loaded.</exception>
    public async Task<IPreparedTurn> PrepareAsync(string key, IReadOnlyList<DurableItem> items, CancellationToken cancellationToken)
    {
        RestoreFailures failures = new();
        StoredVersions wanted = StoredVersions.Of(_keeper!.Catalog, key, items, failures);
        if (wanted.Serving is null && failures.List is [var failure, ..])
        {
            throw failure.Error;
        }

        IReadOnlyList<ModelVersion> loaded = wanted.Serving is null
            ? []
            : await _versions.PrepareAsync(token => LoadMissingAsync(wanted, failures, token), cancellationToken).ConfigureAwait(false);
        return new SharedModelTurn(loaded, failures, token => _versions.TurnAsync(key, () => Turn(wanted, loaded), token));
    }

    private async Task<IReadOnlyList<ModelVersion>> LoadMissingAsync(StoredVersions wanted, RestoreFailures failures, CancellationToken cancellationToken)
    {
        List<ModelVersion> loaded = [];
        ModelVersion? present = _table.Find(wanted.Key);
        ModelLine line = _lines.Of(wanted.Key);
        try
        {
            foreach (StoredVersions.Version version in wanted.Others.Prepend(wanted.Serving!))
            {
                if (FindShared(present, version) is not null)
                {
                    continue;
                }

                try
                {
                    loaded.Add(await Restorer.LoadAsync(version.Item, version.Head, registered: null, line, cancellationToken).ConfigureAwait(false));
                }
                catch (Exception error) when (version != wanted.Serving && error is RedisAiException and not SharedStoreException or ArgumentException)
                {
                    failures.Add(version.Item.Id, error);
                }
            }

            return loaded;
        }
        catch
        {
            loaded.ForEach(static version => version.Close());
            if (present is null)
            {
                _lines.Forget(wanted.Key);
            }

            throw;
        }
    }

    /// <summary>Brings what is under a key to what all processes have, by the same steps that the process took which has changed it.</summary>
    private void Turn(StoredVersions wanted, IReadOnlyList<ModelVersion> loaded)
    {
        ModelVersion? present = _table.Find(wanted.Key);
        if (wanted.Serving is not { } serving)
        {
            if (present is not null)
            {
                _versions.TryRemove(wanted.Key, present);
            }

            _absences.Forget(RunSubject.Model, wanted.Key);
            return;
        }

        ModelVersion next = FindShared(present, serving) ?? loaded.FirstOrDefault(version => version.Number == serving.Number)
            ?? throw new InvalidOperationException($"Version {serving.Number} of model '{wanted.Key}' was removed while it was to serve.");
        List<(ModelVersion Version, ModelHead Head)> others = [];
        foreach (StoredVersions.Version other in wanted.Others)
        {
            if ((FindShared(present, other) ?? loaded.FirstOrDefault(version => version.Number == other.Number)) is { } found)
            {
                others.Add((found, other.Head));
            }
        }

        next.Routes.NoteLatest(serving.Head.Latest);
        if (present is null)
        {
            Place(serving.Head, others, next.Routes, new RestoreFailures());
            _table.Put(wanted.Key, next);
        }
        else
        {
            if (next != present)
            {
                SwitchTo(next, present, [.. others.Select(static other => other.Version)]);
            }

            PlaceBeside(next, others);
        }

        _absences.Forget(RunSubject.Model, wanted.Key);
    }

    /// <summary>Lets another version serve. What is wanted no more is closed when its sessions have left it; or, where it was taken back, at once.</summary>
    private void SwitchTo(ModelVersion next, ModelVersion present, HashSet<ModelVersion> wanted)
    {
        ModelRoutes routes = next.Routes;
        bool isRolledBack = next == routes.Previous;
        ModelVersion[] gone = [.. routes.Candidates.Append(routes.Previous).Append(present).OfType<ModelVersion>().Where(version => version != next && !wanted.Contains(version))];
        routes.RemoveAll();
        routes.KeepPrevious(null);
        _table.Put(next.Key, next);
        if (isRolledBack)
        {
            TakeBack(gone, next);
        }
        else
        {
            Array.ForEach(gone, version => Retire(version, next));
        }

        NoteSwap(present, next);
        if (!isRolledBack)
        {
            NoteDroppedStates(present, next);
        }
    }

    /// <summary>Gives the other versions their places and shares.</summary>
    private void PlaceBeside(ModelVersion serving, List<(ModelVersion Version, ModelHead Head)> others)
    {
        ModelRoutes routes = serving.Routes;
        ModelVersion? previous = others.FirstOrDefault(static other => other.Head.Role == VersionRole.Previous).Version;
        if (routes.Previous != previous)
        {
            Retire(routes.KeepPrevious(previous), serving);
        }

        IReadOnlyList<ModelVersion> before = routes.RemoveAll();
        List<ModelVersion> kept = [];
        foreach ((ModelVersion candidate, ModelHead head) in others.Where(other => other.Version != previous))
        {
            try
            {
                CandidateTraffic traffic = head.Role == VersionRole.Shadow ? CandidateTraffic.Shadows(head.Share) : CandidateTraffic.Answers(head.Share);
                if (before.Contains(candidate))
                {
                    routes.Set(candidate, traffic);
                }
                else
                {
                    AddCandidate(serving, candidate, traffic);
                }

                kept.Add(candidate);
            }
            catch (ArgumentException)
            {
                // Shares that make no sense together: it stays away, as after a restart.
                candidate.Close();
            }
        }

        TakeBack([.. before.Except(kept)], serving);
    }

    /// <summary>The version that is here already: what a host has registered is the same in all processes, whatever its number.</summary>
    private static ModelVersion? FindShared(ModelVersion? present, StoredVersions.Version wanted) => present is null ? null
        : wanted.Head.IsRegistration ? present.Routes.Others.Append(present).FirstOrDefault(static version => version.Head is { IsRegistration: true })
        : present.FindVersion(wanted.Number) is { IsStored: true } found && present.Routes.RoleOf(found).Role != VersionRole.Old ? found
        : null;
}
