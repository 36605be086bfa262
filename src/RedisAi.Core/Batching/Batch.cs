using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Calls that share a run; used again for the next run.</summary>
/// <remarks>
/// It takes the inputs over from its calls, so that a call that is cancelled while the run goes on can end at once. Membership changes
/// under the lock of the queue; the rest is the runner's.
/// </remarks>
internal sealed class Batch(int inputCount, int stateCount)
{
    private readonly TensorValue[][] _inputs = [.. Enumerable.Range(0, inputCount).Select(static _ => new TensorValue[4])];
    private BatchMember[] _members = new BatchMember[4];
    private long[] _versions = new long[4 * stateCount];
    private int _hurried;
    private int _firstTimed;

    public ShapeBucket? Bucket { get; private set; }

    public int Count { get; private set; }

    /// <summary>The rows of all members.</summary>
    public int Rows { get; private set; }

    /// <summary>How many members still want their answer.</summary>
    public int Wanted { get; private set; }

    /// <summary>The place of the member that is run alone, after the run of all has failed; -1 while all are.</summary>
    public int RunningAlone { get; set; } = -1;

    /// <summary>Whether anybody wants the run that is going on.</summary>
    public bool IsWanted => RunningAlone < 0 ? Wanted > 0 : _members[RunningAlone].Call is not null;

    /// <summary>When the run is expected to end, as a timestamp.</summary>
    public long ExpectedEnd { get; set; }

    /// <summary>The slot that runs it, once it is known.</summary>
    public ExecutionSlot? Slot { get; set; }

    public Span<BatchMember> Members => _members.AsSpan(0, Count);

    /// <summary>One input of all members.</summary>
    public ReadOnlySpan<TensorValue> InputsAt(int input) => _inputs[input].AsSpan(0, Count);

    /// <summary>The versions of the states that a member has read.</summary>
    public ReadOnlySpan<long> VersionsOf(int member) => _versions.AsSpan(member * stateCount, stateCount);

    /// <summary>Takes a call in, and its inputs over.</summary>
    public void Add(QueuedCall call, long now)
    {
        call.Taken = now;
        if (Count == _members.Length)
        {
            Grow();
        }

        Bucket = call.Bucket;
        for (int i = 0; i < _inputs.Length; i++)
        {
            _inputs[i][Count] = call.Inputs[i];
            call.Inputs[i] = default;
        }

        call.StateVersions.CopyTo(_versions.AsSpan(Count * stateCount));
        _members[Count] = new BatchMember { Call = call, Session = call.Session, Rows = call.Rows };
        call.Phase = CallPhase.Running;
        call.Batch = this;
        call.Member = Count;
        Count++;
        Wanted++;
        Rows += call.Rows;
        _hurried += call.Deadline == long.MaxValue ? 0 : 1;
    }

    /// <summary>Finds the members that are to end now; they have come in the order in which they are due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="over">Takes the calls; made when there is one.</param>
    /// <param name="next">Set to when to look again, if that is earlier.</param>
    public void CollectOver(long now, ref List<QueuedCall>? over, ref long next)
    {
        while (_firstTimed < Count && _members[_firstTimed].Call is null)
        {
            _firstTimed++;
        }

        for (int i = _firstTimed; i < Count && _hurried > 0; i++)
        {
            if (_members[i].Call is not { } call)
            {
                continue;
            }

            if (call.IsDueLater(now, ref next))
            {
                return;
            }

            call.CollectIfOver(now, ref over, ref next);
        }
    }

    /// <summary>Forgets a member that does not want its answer any more.</summary>
    public void Drop(QueuedCall call)
    {
        _members[call.Member].Call = null;
        Wanted--;
    }

    /// <summary>Moves the inputs of one member, with their references.</summary>
    public void MoveInputs(int member, Span<TensorValue> target)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            target[i] = _inputs[i][member];
            _inputs[i][member] = default;
        }
    }

    /// <summary>Gives up the inputs that are left, and forgets all.</summary>
    public void Clear()
    {
        foreach (TensorValue[] values in _inputs)
        {
            foreach (ref TensorValue value in values.AsSpan(0, Count))
            {
                if (!value.IsEmpty)
                {
                    value.Release();
                }

                value = default;
            }
        }

        Members.Clear();
        (Bucket, Slot, Count, Rows, Wanted) = (null, null, 0, 0, 0);
        (RunningAlone, _hurried, _firstTimed) = (-1, 0, 0);
    }

    private void Grow()
    {
        int capacity = 2 * _members.Length;
        Array.Resize(ref _members, capacity);
        Array.Resize(ref _versions, capacity * stateCount);
        for (int i = 0; i < _inputs.Length; i++)
        {
            Array.Resize(ref _inputs[i], capacity);
        }
    }
}
