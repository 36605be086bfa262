namespace RedisAi.Simulation.Model;

/// <summary>All sessions, thirteen bytes each and no object.</summary>
/// <param name="count">How many there are.</param>
/// <param name="shards">How many shards they are spread over.</param>
internal sealed class SessionTable(int count, int shards)
{
    /// <summary>The owner of a session that has none.</summary>
    public const ushort Nobody = ushort.MaxValue;

    private const byte Busy = 1;
    private const byte Changed = 2;
    private const byte OnWheel = 4;

    private readonly byte[] _flags = new byte[count];

    public int Count => count;

    /// <summary>Gets who has the lease, or had it last.</summary>
    public ushort[] Owner { get; } = [.. Enumerable.Repeat(Nobody, count)];

    /// <summary>Gets the incarnation of the owner.</summary>
    public byte[] Incarnation { get; } = new byte[count];

    /// <summary>Gets the answered steps whose state is not written; 255 stands for as many or more.</summary>
    public byte[] UnwrittenSteps { get; } = new byte[count];

    /// <summary>Gets when the lease was taken; renewals are those of the owner.</summary>
    public float[] TakenAt { get; } = new float[count];

    /// <summary>Gets when the state was written or the lease taken.</summary>
    public float[] TouchedAt { get; } = new float[count];

    /// <summary>The shard of a session, by a hash as good as any.</summary>
    public int ShardOf(int session) => (int)(((uint)session * 2654435761u * (ulong)shards) >> 32);

    public bool IsBusy(int session) => (_flags[session] & Busy) != 0;

    public void SetBusy(int session, bool value) => Set(session, Busy, value);

    /// <summary>Whether the state is to be written, and the session on its owner's list.</summary>
    public bool IsChanged(int session) => (_flags[session] & Changed) != 0;

    public void SetChanged(int session, bool value) => Set(session, Changed, value);

    /// <summary>Whether the wheel will look whether the session is idle.</summary>
    public bool IsOnWheel(int session) => (_flags[session] & OnWheel) != 0;

    public void SetOnWheel(int session, bool value) => Set(session, OnWheel, value);

    private void Set(int session, byte flag, bool value) => _flags[session] = (byte)(value ? _flags[session] | flag : _flags[session] & ~flag);
}
