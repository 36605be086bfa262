using RedisAi.Persistence;
using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>Keeps the versions of models in a storage: writes what is about to serve, or to change its role, before it does.</summary>
/// <remarks>The members that change something are called by one thread at a time for each key, but for those that remove.</remarks>
internal sealed class ModelKeeper(Catalog catalog) : IVersionKeeper<ModelVersion>
{
    public Catalog Catalog => catalog;

    /// <summary>The digests of what a host has registered.</summary>
    public RegisteredDigests Registered { get; } = new();

    /// <summary>The highest number that a version had that has not come back under a key, or that another process has given; 0 for none.</summary>
    public int LatestPending(string key) =>
        Math.Max(catalog.LatestNumber(DurableItemKind.Model, key), catalog.Pending(DurableItemKind.Model, key).Select(LatestOf).DefaultIfEmpty(0).Max());

    public ValueTask<IAsyncDisposable?> BeginAsync(string key, CancellationToken cancellationToken) => catalog.BeginChangeAsync(DurableItemKind.Model, key, cancellationToken);

    public async Task KeepAsync(ModelVersion next, ModelVersion? present, bool mayBeRefused)
    {
        if (catalog.IsShared && next.Head is { IsRegistration: true })
        {
            // Every process registers it, and what is shared replaces it.
            return;
        }

        ModelChanges changes = new();
        bool isSomethingThere = catalog.Pending(DurableItemKind.Model, next.Key).Count > 0 || (present is not null && IsAnyStored(present));
        bool isKept = next.Head is { IsRegistration: false };
        if (!mayBeRefused && (isSomethingThere || isKept))
        {
            // What is there goes, whatever number it has.
            changes.RemoveUpTo(next.Key, int.MaxValue);
        }

        if (isKept)
        {
            changes.Put(next, Serving(next.Head!, next.Key, next.Number, previous: null));
        }

        await changes.WriteAsync(catalog).ConfigureAwait(false);
        if (!mayBeRefused)
        {
            catalog.TryTake(DurableItemKind.Model, next.Key);
        }
    }

    public async Task SettleAsync(ModelVersion next)
    {
        ModelChanges changes = new();
        changes.RemoveUpTo(next.Key, next.Number - 1);
        await changes.WriteAsync(catalog).ConfigureAwait(false);
        catalog.TryTake(DurableItemKind.Model, next.Key);
    }

    public Task RefuseAsync(ModelVersion refused)
    {
        ModelChanges changes = new();
        changes.Remove([refused]);
        return changes.WriteAsync(catalog);
    }

    public IReadOnlyList<DurableItemChange> Removing(string key, ModelVersion? present)
    {
        ModelChanges changes = new();
        bool isNotHere = (present is null || catalog.IsShared) && catalog.Pending(DurableItemKind.Model, key).Count > 0;
        if (isNotHere || (present is not null && IsAnyStored(present)))
        {
            // What is just being stored has a higher number, and stays.
            changes.RemoveUpTo(key, isNotHere || present is null ? int.MaxValue : present.Routes.LatestNumber(present));
        }

        return changes.List;
    }

    public bool NoteRemoved(string key) => catalog.TryTake(DurableItemKind.Model, key);

    /// <summary>Writes a candidate, and the number that it has taken.</summary>
    public Task AddCandidateAsync(ModelVersion serving, ModelVersion candidate, CandidateTraffic traffic)
    {
        ModelChanges changes = new();
        changes.Change(candidate, head => head with { Role = traffic.Role, Share = traffic.Share });
        changes.Change(serving, head => Serving(head, serving.Key, candidate.Number, serving.Routes.Previous));
        return changes.WriteAsync(catalog);
    }

    public Task SetTrafficAsync(ModelVersion candidate, CandidateTraffic traffic)
    {
        ModelChanges changes = new();
        changes.Change(candidate, head => head with { Role = traffic.Role, Share = traffic.Share });
        return changes.WriteAsync(catalog);
    }

    public Task PromoteAsync(ModelVersion serving, ModelVersion promoted)
    {
        ModelChanges changes = new();
        changes.Remove(serving.Routes.Candidates.Where(candidate => candidate != promoted));
        changes.Remove(serving.Routes.Previous is { } before ? [before] : []);
        changes.Change(serving, static head => head with { Role = VersionRole.Previous });
        changes.Change(promoted, head => Serving(head, promoted.Key, serving.Routes.LatestNumber(serving), previous: serving));
        return changes.WriteAsync(catalog);
    }

    /// <summary>Writes what <see cref="IModelRegistry.RollBackAsync"/> does.</summary>
    public Task RollBackAsync(ModelVersion serving)
    {
        ModelChanges changes = new();
        IReadOnlyList<ModelVersion> candidates = serving.Routes.Candidates;
        changes.Remove(candidates);
        if (candidates.Count == 0 && serving.Routes.Previous is { } previous)
        {
            changes.Remove([serving]);
            changes.Change(previous, head => Serving(head, previous.Key, serving.Routes.LatestNumber(serving), previous: null));
        }

        return changes.WriteAsync(catalog);
    }

    private static bool IsAnyStored(ModelVersion serving) => serving.Routes.Others.Append(serving).Any(static version => version.IsStored);

    private static int LatestOf(DurableItem item)
    {
        try
        {
            return Math.Max(item.Id.Version, ModelHead.Read(item.Head).Latest);
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            return item.Id.Version;
        }
    }

    private ModelHead Serving(ModelHead head, string key, int latest, ModelVersion? previous) => head with
    {
        Role = VersionRole.Serving,
        Share = 0,
        Latest = latest,
        Previous = previous is { Head: not null } ? previous.Number : 0,
        Registered = Registered.Of(key),
    };
}
