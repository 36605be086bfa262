namespace RedisAi;

/// <summary>What shapes an input takes or an output has: some lengths are fixed, others are not. Immutable.</summary>
public sealed class ShapePattern
{
    /// <summary>The length that stands for any.</summary>
    public const long AnyLength = -1;

    private readonly long[] _dimensions;
    private readonly string[] _symbols;

    /// <summary>Creates a pattern.</summary>
    /// <param name="dimensions">The length of each axis, -1 for any.</param>
    /// <param name="symbols">The names of the axes whose length is not fixed, "" for the others; null when no axis has a name.</param>
    /// <exception cref="ArgumentException">A length is below -1, or there are not as many names as lengths.</exception>
    public ShapePattern(ReadOnlySpan<long> dimensions, ReadOnlySpan<string> symbols = default)
    {
        _dimensions = dimensions.ToArray();
        _symbols = symbols.IsEmpty ? [.. Enumerable.Repeat("", dimensions.Length)] : symbols.ToArray();
        if (_symbols.Length != _dimensions.Length || Array.Exists(_dimensions, static length => length < AnyLength))
        {
            throw new ArgumentException($"The pattern {TensorShape.Format(dimensions)} has a length below -1, or not as many names as lengths.", nameof(dimensions));
        }

        IsRankKnown = true;
    }

    private ShapePattern() => (_dimensions, _symbols) = ([], []);

    /// <summary>Gets the pattern that takes every shape of every rank.</summary>
    public static ShapePattern Any { get; } = new();

    /// <summary>Gets whether the number of axes is declared; if not, every shape is taken.</summary>
    public bool IsRankKnown { get; }

    /// <summary>Gets the number of axes.</summary>
    /// <exception cref="InvalidOperationException">It is not declared: <see cref="IsRankKnown"/> is false.</exception>
    public int Rank => IsRankKnown ? _dimensions.Length : throw new InvalidOperationException("The rank is not declared; ask IsRankKnown first.");

    /// <summary>Gets the length of each axis, -1 for any; empty also when the rank is not declared. The span lives as long as this object.</summary>
    public ReadOnlySpan<long> Dimensions => _dimensions;

    /// <summary>Gets the name of each axis whose length is not fixed, such as <c>batch</c>, or ""; empty also when the rank is not declared. In a call, axes of inputs that have the same name have the same length. The span lives as long as this object.</summary>
    public ReadOnlySpan<string> Symbols => _symbols;

    /// <summary>Gets the length of one axis, -1 for any.</summary>
    /// <param name="axis">The axis, 0 being the outermost.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or the rank is not declared.</exception>
    public long this[int axis] => (uint)axis < (uint)_dimensions.Length
        ? _dimensions[axis]
        : throw new ArgumentOutOfRangeException(nameof(axis), $"There is no axis {axis} of {this}{(IsRankKnown ? "" : ", whose rank is not declared")}.");

    /// <summary>Says whether a shape has the declared rank and fixed lengths.</summary>
    /// <param name="shape">The shape.</param>
    public bool Accepts(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!IsRankKnown)
        {
            return true;
        }

        if (shape.Rank != Rank)
        {
            return false;
        }

        for (int axis = 0; axis < _dimensions.Length; axis++)
        {
            if (_dimensions[axis] != AnyLength && _dimensions[axis] != shape[axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the pattern as text, as in <c>[batch,576]</c> or <c>[-1,3]</c>; <c>[...]</c> when the rank is not declared.</summary>
    public override string ToString() => !IsRankKnown
        ? "[...]"
        : $"[{string.Join(',', _dimensions.Select((length, axis) => _symbols[axis].Length > 0 ? _symbols[axis] : $"{length}"))}]";
}
