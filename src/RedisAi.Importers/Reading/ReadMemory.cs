namespace RedisAi.Importers.Reading;

/// <summary>What reading a large model has taken, and nobody needs any more.</summary>
internal static class ReadMemory
{
    /// <summary>Below this the runtime's own collections are good enough.</summary>
    private const long LargeModel = 16 << 20;

    /// <summary>Gives it back before a backend takes its own. The runtime would keep the pages: of a model of 50 MB 60 MB at the moment at which most is needed.</summary>
    /// <param name="length">How large the model was.</param>
    public static void GiveBack(long length)
    {
        if (length >= LargeModel)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
