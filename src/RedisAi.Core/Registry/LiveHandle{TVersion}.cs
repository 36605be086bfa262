using RedisAi.Execution;

namespace RedisAi.Registry;

/// <summary>The live handle on a key: finds the version that serves now, and takes a slot of it.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal abstract class LiveHandle<TVersion>(string key, VersionTable<TVersion> table)
    where TVersion : ServedVersion
{
    // The entry seen last; a key that was deleted and stored again has another.
    private VersionEntry<TVersion>? _entry;

    public string Key => key;

    protected VersionTable<TVersion> Table => table;

    /// <summary>The version that serves now.</summary>
    protected TVersion Current => table.Current(key);

    /// <summary>The version that serves now, of the entry seen last where there is one; it may have been closed in between, and then refuses.</summary>
    protected TVersion Serving => _entry?.Current ?? table.Current(key, out _entry);

    protected ExecutionSlot AcquireSlot() => _entry?.Current?.TryAcquire() ?? AcquireSlotSlowly();

    private ExecutionSlot AcquireSlotSlowly()
    {
        // A version that refuses has just been replaced or removed, so looking again gets further each time.
        while (true)
        {
            TVersion version = table.Current(key, out _entry);
            if (version.TryAcquire() is { } slot)
            {
                return slot;
            }
        }
    }
}
