using System.Diagnostics;
using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>A call from its acceptance to its end, while it may have to wait; used again for a later call.</summary>
/// <remarks>It ends exactly once: who takes it out of its phase, under the lock of the queue, ends it.</remarks>
internal abstract class QueuedCall : SessionWaiter, IThreadPoolWorkItem
{
    private readonly EndSignal _end = new();
    private CancellationTokenRegistration _registration;

    protected QueuedCall(CallQueue queue, int inputCount, int stateCount)
    {
        Queue = queue;
        Inputs = new TensorValue[inputCount];
        StateVersions = new long[stateCount];
    }

    public CallQueue Queue { get; }

    /// <summary>The inputs, each with a reference, until a batch takes them over; empty ones stand for what was left out.</summary>
    public TensorValue[] Inputs { get; }

    /// <summary>The rows, at least 1.</summary>
    public int Rows { get; set; } = 1;

    /// <summary>Whether the inputs are such that the call cannot share a run: they have different numbers of rows, or none.</summary>
    public bool RunsAlone { get; set; }

    /// <summary>When the call was accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Since when it waits for the queue: since it was accepted, or since it holds its session.</summary>
    public long WaitsSince { get; set; }

    /// <summary>When a run took it, as a timestamp; 0 when none did.</summary>
    public long Taken { get; set; }

    /// <summary>When it must have ended; <see cref="long.MaxValue"/> for any time.</summary>
    public long Deadline { get; private set; }

    public CancellationToken CancellationToken { get; private set; }

    /// <summary>The span of the run that has served it; null when nobody listens.</summary>
    public Activity? Run { get; set; }

    /// <summary>Whether it is made by code that runs within another call, which waits for it.</summary>
    public bool IsNested { get; private set; }

    /// <summary>Whose call it is; null when the caller gives the states itself.</summary>
    public ModelSession? Session { get; set; }

    /// <summary>Whether it found no states that it could go on with.</summary>
    public bool StartsSession { get; set; }

    /// <summary>The number under which the session was held when its states were read; where several processes share the store.</summary>
    public long Fence { get; set; }

    /// <summary>How often the session was taken for it.</summary>
    public int Holds { get; set; }

    /// <summary>What it waits for while it is <see cref="CallPhase.Holding"/>.</summary>
    public SessionHold? Hold { get; set; }

    /// <summary>Complete when the states that it has written are kept; null where that is not waited for, or by the whole run at once.</summary>
    public Task? Commit { get; set; }

    /// <summary>The versions of the states that the call has read.</summary>
    public long[] StateVersions { get; }

    // Guarded by the lock of the queue.
    public CallPhase Phase { get; set; }

    /// <summary>Why the call is to end, noted while it was in nobody's list.</summary>
    public StopReason StopRequest { get; set; }

    public ShapeBucket? Bucket { get; set; }

    /// <summary>When it is to run at the latest: its deadline, or what stands for one.</summary>
    public long DueAt { get; set; }

    /// <summary>Where it came among all calls of its queue.</summary>
    public long Number { get; set; }

    public int HeapPlace { get; set; } = -1;

    /// <summary>Whether it has waited for company, and does not do so again.</summary>
    public bool IsReleased { get; set; }

    public Batch? Batch { get; set; }

    /// <summary>Its place in the batch.</summary>
    public int Member { get; set; }

    // How it ended; written by whoever ends it.
    protected ResultState? Result { get; private set; }

    protected Exception? Error { get; private set; }

    /// <summary>The predicted wait when the call was refused, else <see cref="TimeSpan.Zero"/>.</summary>
    protected TimeSpan RetryAfter { get; private set; }

    public bool IsBefore(QueuedCall other) => DueAt < other.DueAt || (DueAt == other.DueAt && Number < other.Number);

    /// <summary>When it ends unless something else happens: a call that waits for its session does not do so longer than a call may.</summary>
    public long EndsAt => Phase == CallPhase.Parked ? DueAt : Deadline;

    /// <summary>Why it is to end now; null for a call that has waited too long for its session.</summary>
    public StopReason? ReasonToEnd(long now) => StopRequest != StopReason.None ? StopRequest : Deadline <= now ? StopReason.TimedOut : null;

    /// <summary>Whether it is not due yet, and so cannot have to end. If so, <paramref name="next"/> is when to look again at the latest.</summary>
    public bool IsDueLater(long now, ref long next)
    {
        bool isLater = DueAt > now;
        next = isLater ? Math.Min(next, DueAt) : next;
        return isLater;
    }

    /// <summary>Adds the call to a list, made when it is needed, if it is to end now. If not, <paramref name="next"/> is when to look again at the latest.</summary>
    public void CollectIfOver(long now, ref List<QueuedCall>? over, ref long next)
    {
        if (EndsAt <= now)
        {
            (over ??= []).Add(this);
        }
        else
        {
            next = Math.Min(next, EndsAt);
        }
    }

    /// <summary>Starts a call: from here on its time counts.</summary>
    public virtual void Begin(long now, long deadline, CancellationToken cancellationToken)
    {
        Accepted = now;
        WaitsSince = now;
        Holds = 0;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        StopRequest = StopReason.None;
        Taken = 0;
        StartsSession = false;
        IsReleased = false;
        _end.Reset();
        if (NestedRuns.IsInside)
        {
            IsNested = true;
            Queue.BeginNested();
        }

        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static state => ((QueuedCall)state!).OnCancelled(), this);
        }
    }

    /// <summary>Ends the call with the outputs of its rows, which are its caller's from now on.</summary>
    public void Succeed(ResultState result) => End(result, null, TimeSpan.Zero);

    /// <summary>Ends the call with an error.</summary>
    public void Fail(Exception error) => End(null, error, TimeSpan.Zero);

    /// <summary>Ends the call since it could not be answered in time.</summary>
    public void Refuse(TimeSpan retryAfter) => End(null, null, EngineOverloadedException.AtLeast(retryAfter));

    /// <summary>Whether the call has ended.</summary>
    public bool HasEnded => _end.HasCome;

    /// <summary>Blocks until the call has ended.</summary>
    public void Wait()
    {
        if (_end.TryBlock())
        {
            Block();
        }
    }

    /// <summary>Asks for <see cref="Execute"/> when the call ends; false when it has ended.</summary>
    public bool TryAwait() => _end.TryAwait();

    /// <summary>Hands the end to an asynchronous caller, on the thread on which it goes on.</summary>
    public abstract void Execute();

    protected sealed override SessionWaiter? OnTurn() => Queue.Resume(this);

    /// <summary>Gives the inputs up.</summary>
    public void ReleaseInputs()
    {
        foreach (ref TensorValue input in Inputs.AsSpan())
        {
            if (!input.IsEmpty)
            {
                input.Release();
            }

            input = default;
        }
    }

    /// <summary>Records the end where somebody listens.</summary>
    protected abstract void NoteEnd();

    /// <summary>Gives up what a call holds that no queue has accepted.</summary>
    protected void EndUnaccepted()
    {
        _registration.Dispose();
        _registration = default;
        ReleaseInputs();
        LeaveRun();
    }

    /// <summary>Forgets the call, so that the object can be used again.</summary>
    protected void Forget()
    {
        (Result, Error, RetryAfter) = (null, null, TimeSpan.Zero);
        Session = null;
        Run = null;
        Bucket = null;
        Commit = null;
        CancellationToken = default;
    }

    private void Block()
    {
        bool holdsPool = Thread.CurrentThread.IsThreadPoolThread;
        if (holdsPool)
        {
            Queue.BeginBlocking();
        }

        _end.Block();
        if (holdsPool)
        {
            Queue.EndBlocking();
        }
    }

    private void LeaveRun()
    {
        if (IsNested)
        {
            IsNested = false;
            Queue.EndNested();
        }
    }

    private void OnCancelled() => Queue.Stop(this, StopReason.Cancelled);

    private void End(ResultState? result, Exception? error, TimeSpan retryAfter)
    {
        // Waits for a cancellation that is being handled on another thread, which finds that the call is in no phase any more.
        _registration.Dispose();
        _registration = default;
        ReleaseInputs();
        LeaveRun();
        (Result, Error, RetryAfter) = (result, error, retryAfter);
        NoteEnd();
        if (_end.Come())
        {
            Queue.Threads.Complete(this);
        }
    }
}
