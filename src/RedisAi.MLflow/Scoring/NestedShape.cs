namespace RedisAi.MLflow.Scoring;

/// <summary>The shape of nested arrays, found out while they are read.</summary>
/// <remarks>A mutable struct: keep it in one field, and call it there.</remarks>
internal struct NestedShape()
{
    private const long Unknown = -1;

    // As many as arrays were open at once: the depth of JSON is limited by its reader.
    private long[] _lengths = new long[4];
    private long[] _counts = new long[4];
    private int _deepest;
    private int _rank = -1;

    /// <summary>How many arrays are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The lengths of the axes, once all arrays are closed.</summary>
    public readonly ReadOnlySpan<long> Lengths => _lengths.AsSpan(0, _rank < 0 ? _deepest : _rank);

    /// <summary>An array begins. False where others have an element in its place.</summary>
    public bool TryOpen()
    {
        if (Depth == _rank)
        {
            return false;
        }

        if (Depth == _deepest)
        {
            if (_deepest == _lengths.Length)
            {
                Array.Resize(ref _lengths, 2 * _deepest);
                Array.Resize(ref _counts, 2 * _deepest);
            }

            _lengths[_deepest++] = Unknown;
        }

        _counts[Depth++] = 0;
        return true;
    }

    /// <summary>An element comes. False where others have an array in its place.</summary>
    public bool TryAdd()
    {
        if (_rank < 0 && Depth == _deepest)
        {
            _rank = Depth;
        }

        if (Depth != _rank)
        {
            return false;
        }

        if (Depth > 0)
        {
            _counts[Depth - 1]++;
        }

        return true;
    }

    /// <summary>An array ends. False where its length is not that of the others.</summary>
    public bool TryClose()
    {
        Depth--;
        long count = _counts[Depth];
        if (Depth > 0)
        {
            _counts[Depth - 1]++;
        }

        if (_lengths[Depth] == Unknown)
        {
            _lengths[Depth] = count;
        }

        return _lengths[Depth] == count;
    }

    /// <summary>Makes it as it was at first, and keeps the memory.</summary>
    public void Clear() => (Depth, _deepest, _rank) = (0, 0, -1);
}
