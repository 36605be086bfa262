using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace RedisAi;

/// <summary>The lengths of a tensor's axes, outermost first; rank 0 is a scalar. Immutable.</summary>
/// <remarks>
/// Shapes that are asked for often are the same object (<see cref="Create"/> keeps a small cache), so that comparing two of them is
/// usually comparing two references, and a stored tensor does not pay for a shape of its own.
/// </remarks>
public sealed class TensorShape : IEquatable<TensorShape>
{
    /// <summary>The most axes that a tensor may have.</summary>
    public const int MaxRank = 64;

    private const int CacheSize = 1024;

    private static readonly TensorShape?[] s_cache = new TensorShape?[CacheSize];

    private readonly long[] _dimensions;
    private readonly int _hash;

    private TensorShape(long[] dimensions, long elementCount, int hash)
    {
        _dimensions = dimensions;
        ElementCount = elementCount;
        _hash = hash;
    }

    /// <summary>Gets the shape of a single value: no axes, one element.</summary>
    public static TensorShape Scalar { get; } = Create([]);

    /// <summary>Gets the lengths of the axes, outermost first. The span lives as long as this object.</summary>
    public ReadOnlySpan<long> Dimensions => _dimensions;

    /// <summary>Gets the number of axes; 0 for a scalar.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Gets the number of elements: the product of the lengths, 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>Gets the length of one axis.</summary>
    /// <param name="axis">The axis, 0 being the outermost.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long this[int axis]
    {
        get
        {
            long[] dimensions = _dimensions;
            if ((uint)axis >= (uint)dimensions.Length)
            {
                ThrowNoAxis(axis);
            }

            return dimensions[axis];
        }
    }

    /// <summary>Gets a shape of the given lengths.</summary>
    /// <param name="dimensions">The length of each axis, outermost first; 0 is allowed.</param>
    /// <exception cref="ArgumentException">A length is negative, there are more than <see cref="MaxRank"/>, or their product exceeds 2^63 - 1.</exception>
    public static TensorShape Create(params ReadOnlySpan<long> dimensions)
    {
        int hash = Hash(dimensions);
        ref TensorShape? cached = ref s_cache[hash & (CacheSize - 1)];

        TensorShape? known = Volatile.Read(ref cached);
        if (known is not null && known._dimensions.AsSpan().SequenceEqual(dimensions))
        {
            return known;
        }

        long[] copy = dimensions.ToArray();
        TensorShape created = new(copy, Product(copy), hash);

        // A race here costs a second object of the same shape, never a wrong one.
        Volatile.Write(ref cached, created);
        return created;
    }

    /// <summary>Returns the shape with the length of one axis changed.</summary>
    internal TensorShape WithAxis(int axis, long length)
    {
        Span<long> changed = stackalloc long[Rank];
        _dimensions.CopyTo(changed);
        changed[axis] = length;
        return Create(changed);
    }

    /// <summary>Compares the lengths of all axes.</summary>
    /// <param name="other">The shape to compare with.</param>
    public bool Equals([NotNullWhen(true)] TensorShape? other) =>
        ReferenceEquals(this, other)
        || (other is not null && other._hash == _hash && _dimensions.AsSpan().SequenceEqual(other._dimensions));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as TensorShape);

    /// <summary>Says whether the lengths of all axes are the same.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(TensorShape? left, TensorShape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Says whether the length of some axis, or the number of axes, differs.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(TensorShape? left, TensorShape? right) => !(left == right);

    /// <summary>Gives <see cref="Dimensions"/>, so that a shape can be given wherever lengths are taken.</summary>
    /// <param name="shape">The shape.</param>
    public static implicit operator ReadOnlySpan<long>(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape._dimensions;
    }

    /// <summary>Goes through the lengths of the axes, outermost first.</summary>
    public ReadOnlySpan<long>.Enumerator GetEnumerator() => Dimensions.GetEnumerator();

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Returns the shape as text, as in <c>[2,3]</c>; a scalar is <c>[]</c>.</summary>
    public override string ToString() => Format(_dimensions);

    internal static string Format(ReadOnlySpan<long> dimensions) => $"[{string.Join(',', dimensions.ToArray())}]";

    [DoesNotReturn]
    private void ThrowNoAxis(int axis) =>
        throw new ArgumentOutOfRangeException(nameof(axis), $"There is no axis {axis} of the shape {this}; it has {(Rank == 1 ? "1 axis" : $"{Rank} axes")}.");

    private static int Hash(ReadOnlySpan<long> dimensions)
    {
        // Any mixing will do: collisions only cost the cached object. The high half is folded in because lengths are small numbers.
        ulong hash = (ulong)dimensions.Length;
        foreach (long length in dimensions)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ (ulong)length) * 0x9E37_79B9_7F4A_7C15;
        }

        return (int)(hash >> 32);
    }

    private static long Product(ReadOnlySpan<long> dimensions)
    {
        if (dimensions.Length > MaxRank)
        {
            throw new ArgumentException($"A shape of {dimensions.Length} axes exceeds the limit of {MaxRank}.", nameof(dimensions));
        }

        UInt128 product = 1;
        bool empty = false;
        foreach (long length in dimensions)
        {
            if (length < 0)
            {
                throw new ArgumentException($"The shape {Format(dimensions)} has a negative length.", nameof(dimensions));
            }

            // A zero makes the tensor empty, but the other lengths must still be such that no later arithmetic on them overflows.
            empty |= length == 0;
            product *= (ulong)Math.Max(length, 1);
            if (product > long.MaxValue)
            {
                throw new ArgumentException($"The shape {Format(dimensions)} has more elements than a 64-bit number can count.", nameof(dimensions));
            }
        }

        return empty ? 0 : (long)product;
    }
}
