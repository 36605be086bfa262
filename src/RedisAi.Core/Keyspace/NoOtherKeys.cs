namespace RedisAi.Keyspace;

/// <summary>Stands where nothing is kept elsewhere.</summary>
internal sealed class NoOtherKeys : IOtherKeys
{
    private NoOtherKeys()
    {
    }

    public static NoOtherKeys Instance { get; } = new();

    public IEnumerable<string> Keys => [];

    public long Count => 0;

    public long ExpiringCount => 0;

    public ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys) => KeyWalk.End;

    public string? At(long place) => null;

    public string? TypeOf(string key) => null;

    public bool Remove(string key) => false;

    public void Clear()
    {
    }

    public TimeSpan? TimeToLive(string key) => null;

    public bool SetTimeToLive(string key, TimeSpan? left) => false;

    public bool CanRename(string key) => false;

    public bool Rename(string key, string name) => false;

    public long VersionOf(string key) => 0;

    public long BytesOf(string key) => 0;
}
