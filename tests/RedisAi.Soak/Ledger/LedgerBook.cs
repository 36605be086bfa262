using System.Collections.Concurrent;

namespace RedisAi.Soak.Ledger;

/// <summary>One ledger model: where it is, what its options are, and which versions it has had.</summary>
internal sealed class LedgerBook(string key, RedisAiEngine engine, TimeSpan? timeToLive, bool evicts)
{
    /// <summary>More than can be in use at the same time.</summary>
    private const int Kept = 200;

    private readonly ConcurrentDictionary<long, LedgerVersion> _versions = new();
    private long _absentFrom = long.MaxValue;
    private long _absentUntil = long.MaxValue;
    private long _latest;

    public string Key => key;

    public RedisAiEngine Engine => engine;

    public TimeSpan? TimeToLive => timeToLive;

    /// <summary>Whether the store drops states at any time.</summary>
    public bool Evicts => evicts;

    /// <summary>The versions that may have answered something lately.</summary>
    public IEnumerable<LedgerVersion> Versions => _versions.Values;

    public LedgerVersion? Find(long serial) => _versions.GetValueOrDefault(serial);

    public LedgerVersion Add(SessionPromotion promotion, bool changesStates)
    {
        LedgerVersion version = new(++_latest, promotion, changesStates);
        _versions[version.Serial] = version;
        _versions.TryRemove(version.Serial - Kept, out _);
        return version;
    }

    public bool MayBeAbsent(long begin, long end) => Volatile.Read(ref _absentFrom) <= end && Volatile.Read(ref _absentUntil) >= begin;

    public void BeginAbsence(long now)
    {
        Volatile.Write(ref _absentUntil, long.MaxValue);
        Volatile.Write(ref _absentFrom, now);
    }

    public void EndAbsence(long now) => Volatile.Write(ref _absentUntil, now);
}
