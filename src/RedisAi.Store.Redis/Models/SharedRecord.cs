namespace RedisAi.Store.Redis;

/// <summary>What Redis has under a key of the catalog.</summary>
/// <param name="ServedRevision">The revision that serves; 0 for nothing.</param>
/// <param name="Served">What serves.</param>
/// <param name="NextRevision">The revision that is to serve once the processes are ready; 0 for none.</param>
/// <param name="Next">What is to serve; null for nothing new.</param>
internal sealed record SharedRecord(long ServedRevision, SharedManifest Served, long NextRevision, SharedManifest? Next)
{
    public static SharedRecord Absent { get; } = new(0, SharedManifest.Empty, 0, null);
}
