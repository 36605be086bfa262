namespace RedisAi.Store.Redis;

/// <summary>How many scripts with states are on the way, and how many bytes of states.</summary>
/// <remarks>
/// While a few scripts are on the way, what is to be written waits for one of them to come back, and so shares the next one with what others write meanwhile: a script for each session costs server and client
/// more than the states do. But it waits for a moment only, so that a slow network, or a server that is away, keeps no call back.
/// </remarks>
internal sealed class StateTraffic : IDisposable
{
    /// <summary>The most bytes of states that are encoded and on the way.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>How many scripts are on the way before what comes waits to share one.</summary>
    private const int MostScripts = 2;

    /// <summary>How long it waits at most.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(2);

    private readonly TimeProvider _time;
    private readonly Action _pump;
    private readonly ITimer _timer;
    private long _bytes;
    private int _scripts;
    private int _isArmed;
    private int _isImpatient;

    /// <param name="time">The clock.</param>
    /// <param name="pump">Sends what waits; called when it has waited for long enough.</param>
    public StateTraffic(TimeProvider time, Action pump)
    {
        (_time, _pump) = (time, pump);
        _timer = _time.CreateTimer(static state => ((StateTraffic)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether so many bytes are on the way that nothing more is to be encoded.</summary>
    public bool IsFull => Interlocked.Read(ref _bytes) >= MaxBytes;

    /// <summary>Begins a script, if it is time; <see cref="Leave"/> follows. Where it is not, what waits is sent with the next <see cref="Leave"/>, or a moment later.</summary>
    /// <param name="isShared">Whether sessions can share a script.</param>
    public bool TryEnter(bool isShared)
    {
        if (IsFull)
        {
            return false;
        }

        int present = Volatile.Read(ref _scripts);
        while (!isShared || present < MostScripts || Volatile.Read(ref _isImpatient) != 0)
        {
            if (Interlocked.CompareExchange(ref _scripts, present + 1, present) is var seen && seen == present)
            {
                return true;
            }

            present = seen;
        }

        if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(s_patience, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>Notes that a script has come back. The caller looks for what waits.</summary>
    public void Leave() => Interlocked.Decrement(ref _scripts);

    /// <summary>Notes how many bytes are on the way more, or less.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        Volatile.Write(ref _isArmed, 0);
        Volatile.Write(ref _isImpatient, 1);
        _pump();
        Volatile.Write(ref _isImpatient, 0);
    }
}
