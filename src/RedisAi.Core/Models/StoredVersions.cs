using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>What a storage has under the key of a model.</summary>
/// <param name="Key">The key.</param>
/// <param name="Serving">The version that served; null where there is none, and so nothing to come back.</param>
/// <param name="Others">The version before it, and its candidates, in the order in which they were stored, whatever the storage's is: where not all can come back, the earlier ones do.</param>
internal sealed record StoredVersions(string Key, StoredVersions.Version? Serving, IReadOnlyList<StoredVersions.Version> Others)
{
    /// <summary>What has not come back under a key.</summary>
    public static StoredVersions Read(Catalog catalog, string key, RestoreFailures failures) => Of(catalog, key, catalog.Pending(DurableItemKind.Model, key), failures);

    /// <summary>What a key's items are to each other.</summary>
    public static StoredVersions Of(Catalog catalog, string key, IReadOnlyList<DurableItem> items, RestoreFailures failures)
    {
        List<Version> versions = [];
        foreach (DurableItem item in items)
        {
            try
            {
                versions.Add(new Version(item, ModelHead.Read(item.Head)));
            }
            catch (Exception error) when (DurableJson.IsDamage(error))
            {
                failures.Add(item.Id, catalog.Damaged(item.Id, error.Message, error));
            }
        }

        // Where the end came before what it replaces was removed, the later one serves.
        Version? serving = versions.Where(static version => version.Head.Role == VersionRole.Serving).MaxBy(static version => version.Number);
        return new StoredVersions(key, serving, serving is null ? [] : [.. versions.Where(version => IsBeside(version, serving)).OrderBy(static version => version.Number)]);
    }

    private static bool IsBeside(Version version, Version serving) => version.Head.Role switch
    {
        VersionRole.Previous => version.Number == serving.Head.Previous,
        VersionRole.Candidate or VersionRole.Shadow => version.Number > serving.Number,
        _ => false,
    };

    /// <summary>A version in a storage.</summary>
    /// <param name="Item">What the storage has of it.</param>
    /// <param name="Head">What is said of it.</param>
    internal sealed record Version(DurableItem Item, ModelHead Head)
    {
        public int Number => Item.Id.Version;
    }
}
