namespace RedisAi.Dags.Execution;

/// <summary>The lengths of axes that are not all known: two that must be equal become one, and what is known of one is known of both.</summary>
/// <remarks>Union-find (Galler and Fischer, 1964). A length is a number here that stands for it.</remarks>
internal sealed class Axes
{
    private readonly List<Axis> _axes = [];
    private readonly List<int> _given = [];

    /// <summary>How many lengths there are.</summary>
    public int Count => _axes.Count;

    /// <summary>A length that is known.</summary>
    public int Fixed(long length) => Add(new Axis { Length = length, Symbol = $"{length}" });

    /// <summary>A length that is not known.</summary>
    /// <param name="symbol">What it is called; -1 when it has no name.</param>
    public int Open(string symbol = "-1") => Add(new Axis { Symbol = symbol });

    /// <summary>Whether a length is known.</summary>
    public bool IsFixed(int axis) => _axes[Root(axis)].Length is not null;

    /// <summary>Says that two lengths are equal; false when both are known, and are not.</summary>
    public bool TryUnite(int first, int second)
    {
        (int a, int b) = (Root(first), Root(second));
        if (a == b)
        {
            return true;
        }

        if (_axes[a].Length is { } left && _axes[b].Length is { } right)
        {
            return left == right;
        }

        // The one that knows more stays: a length, else a name.
        (int kept, int given) = Rank(a) >= Rank(b) ? (a, b) : (b, a);
        _axes[given].Parent = kept;
        _given.Add(given);
        return true;
    }

    /// <summary>How many lengths have become others; for <see cref="TakeBack"/>.</summary>
    public int Given => _given.Count;

    /// <summary>Takes back what has become one since.</summary>
    /// <param name="given">What <see cref="Given"/> was.</param>
    public void TakeBack(int given)
    {
        foreach (int axis in _given.Skip(given))
        {
            _axes[axis].Parent = null;
        }

        _given.RemoveRange(given, _given.Count - given);
    }

    /// <summary>Forgets what was found out of lengths that were there before; what is known of later ones stays.</summary>
    /// <param name="mark">How many there were.</param>
    public void Undo(int mark)
    {
        // A length is given up for another once, while it stands for itself.
        foreach (int axis in _given.Where(axis => axis < mark && _axes[axis].Parent >= mark))
        {
            _axes[axis].Parent = null;
        }

        _given.RemoveAll(axis => _axes[axis].Parent is null);
    }

    /// <summary>What is known of a length: the length, or its name, or -1.</summary>
    public string TextOf(int axis) => _axes[Root(axis)] is var root && root.Length is { } length ? $"{length}" : root.Symbol;

    /// <summary>The length, or -1.</summary>
    public long LengthOf(int axis) => _axes[Root(axis)].Length ?? ShapePattern.AnyLength;

    private int Rank(int root) => _axes[root].Length is not null ? 2 : _axes[root].Symbol == "-1" ? 0 : 1;

    private int Root(int axis)
    {
        int root = axis;
        while (_axes[root].Parent is { } parent)
        {
            root = parent;
        }

        return root;
    }

    private int Add(Axis axis)
    {
        _axes.Add(axis);
        return _axes.Count - 1;
    }

    private sealed class Axis
    {
        public int? Parent;
        public long? Length;
        public required string Symbol;
    }
}
