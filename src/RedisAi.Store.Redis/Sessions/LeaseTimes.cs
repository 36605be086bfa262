using RedisAi.Execution;

namespace RedisAi.Store.Redis;

/// <summary>How long leases last, for the server and for their owner.</summary>
/// <remarks>
/// The server counts from when it has done what was asked, the owner from before he asked, and less: so an owner whose clock goes as fast as the server's never believes that he has what another one may take.
/// Where a clock goes wrong nonetheless, the fence refuses what he writes.
/// </remarks>
internal sealed class LeaseTimes
{
    /// <summary>The hash of a lease stays for so many leases after the lease is over.</summary>
    private const int KeptLeases = 10;

    private static readonly TimeSpan s_leastKept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(25);

    private readonly TimeProvider _time;
    private readonly long _heldTicks;
    private readonly long _dueTicks;

    public LeaseTimes(RedisStoreOptions options, TimeProvider time)
    {
        TimeSpan length = options.LeaseTime;
        _time = time;
        Milliseconds = (long)length.TotalMilliseconds;
        KeptMilliseconds = (long)TimeSpan.FromTicks(Math.Max(length.Ticks * KeptLeases, s_leastKept.Ticks)).TotalMilliseconds;
        Round = length / 8;
        LongestPoll = length / 20 > s_firstPoll ? length / 20 : s_firstPoll;
        _heldTicks = time.TicksOf(length * 0.9);
        _dueTicks = time.TicksOf(length * 0.5);
    }

    /// <summary>How long who waits for a session lets pass at first before he looks again by himself.</summary>
    public static TimeSpan FirstPoll => s_firstPoll;

    /// <summary>The lease, as scripts count.</summary>
    public long Milliseconds { get; }

    /// <summary>How long the hash of a lease is kept.</summary>
    public long KeptMilliseconds { get; }

    /// <summary>How often is looked which leases are to be renewed.</summary>
    public TimeSpan Round { get; }

    /// <summary>The same, when he has waited for long.</summary>
    public TimeSpan LongestPoll { get; }

    /// <summary>Until when the owner counts on a lease.</summary>
    /// <param name="sent">A timestamp from before the server was asked.</param>
    public long EndOf(long sent) => sent + _heldTicks;

    /// <summary>Whether it is time to renew a lease.</summary>
    /// <param name="end">Until when the owner counts on it.</param>
    public bool IsDue(long end) => end - _time.GetTimestamp() < _dueTicks;
}
