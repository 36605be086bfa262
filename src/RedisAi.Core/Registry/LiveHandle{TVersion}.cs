namespace RedisAi.Registry;

/// <summary>The live handle on a key: finds the version that serves now.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal abstract class LiveHandle<TVersion>(string key, VersionTable<TVersion> table)
    where TVersion : ServedVersion
{
    // The entry seen last, which saves looking for it; a key that was deleted and stored again has another.
    private VersionEntry<TVersion>? _entry;

    public string Key => key;

    protected VersionTable<TVersion> Table => table;

    /// <summary>The version that serves now; it may be replaced or removed before it is asked for anything, and then refuses.</summary>
    /// <exception cref="RedisAiException">There is none.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    protected TVersion Current => _entry?.Current ?? table.Current(key, out _entry);
}
