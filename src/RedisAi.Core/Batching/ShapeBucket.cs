using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Calls that may share a run: types, ranks and lengths of their inputs are the same but for the rows, and so are the shared values.</summary>
/// <remarks>Guarded by the lock of its queue.</remarks>
internal sealed class ShapeBucket
{
    private readonly RowLayout? _layout;
    private readonly TensorValue[] _pattern;

    /// <summary>Creates the bucket of calls that run alone, whatever their shapes.</summary>
    public ShapeBucket() => _pattern = [];

    /// <summary>Creates a bucket for calls like one, whose shared inputs it holds.</summary>
    public ShapeBucket(RowLayout layout, ReadOnlySpan<TensorValue> inputs)
    {
        _layout = layout;
        _pattern = inputs.ToArray();
        for (int i = 0; i < _pattern.Length; i++)
        {
            ref TensorValue input = ref _pattern[i];
            if (!input.IsEmpty)
            {
                // Of the others only type and shape are looked at.
                input = IsShared(i) ? input.AddReference() : new TensorValue(null!, input.DataType, input.Shape, 0);
            }
        }
    }

    /// <summary>Whether each call is a run of its own.</summary>
    public bool RunsAlone => _layout is null;

    /// <summary>The calls that wait.</summary>
    public DeadlineHeap Waiting { get; } = new();

    /// <summary>The rows that wait.</summary>
    public int WaitingRows { get; private set; }

    /// <summary>The calls that wait and have a deadline.</summary>
    public int HurriedCalls { get; private set; }

    /// <summary>The rows of these.</summary>
    public int HurriedRows { get; private set; }

    /// <summary>The calls that have waited for company, and do not do so again.</summary>
    public int ReleasedCalls { get; private set; }

    /// <summary>What runs of these shapes take.</summary>
    public CostCurve Curve { get; } = new();

    /// <summary>When a call last came, as the queue counts them.</summary>
    public long LastUsed { get; set; }

    /// <summary>How many runs there were, of which now and then one tries what has not paid so far.</summary>
    public int Runs { get; set; }

    /// <summary>Whether a call with these inputs belongs here.</summary>
    public bool Fits(ReadOnlySpan<TensorValue> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            ref readonly TensorValue input = ref inputs[i];
            ref TensorValue pattern = ref _pattern[i];

            // Shapes that come often are the same object; an input that was left out has none.
            bool sameShape = ReferenceEquals(input.Shape, pattern.Shape) || (input.Shape is not null && pattern.Shape is not null && IsSameButRows(i, input.Shape, pattern.Shape));
            if (!sameShape || input.DataType != pattern.DataType || (IsShared(i) && !input.IsEmpty && !HasSameValues(in input, in pattern)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets a call wait.</summary>
    public void Add(QueuedCall call)
    {
        Waiting.Add(call);
        Count(call, calls: 1);
    }

    /// <summary>Takes a call out.</summary>
    public void Remove(QueuedCall call)
    {
        Waiting.Remove(call);
        Count(call, calls: -1);
    }

    /// <summary>Gives up the shared inputs.</summary>
    public void Release()
    {
        for (int i = 0; i < _pattern.Length; i++)
        {
            if (!_pattern[i].IsEmpty)
            {
                _pattern[i].Release();
                _pattern[i] = default;
            }
        }
    }

    private void Count(QueuedCall call, int calls)
    {
        WaitingRows += calls * call.Rows;
        ReleasedCalls += call.IsReleased ? calls : 0;
        if (call.Deadline != long.MaxValue)
        {
            HurriedCalls += calls;
            HurriedRows += calls * call.Rows;
        }
    }

    private bool IsShared(int input) => _layout!.InputAxes[input] == RowLayout.Shared;

    private bool IsSameButRows(int input, TensorShape shape, TensorShape pattern)
    {
        if (shape.Rank != pattern.Rank)
        {
            return false;
        }

        int rowAxis = _layout!.InputAxes[input];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (axis != rowAxis && shape[axis] != pattern[axis])
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasSameValues(in TensorValue left, in TensorValue right)
    {
        if (left.Buffer == right.Buffer && left.ByteOffset == right.ByteOffset)
        {
            return true;
        }

        return left.DataType == TensorDataType.String ? left.Strings.SequenceEqual(right.Strings) : left.Bytes.SequenceEqual(right.Bytes);
    }
}
