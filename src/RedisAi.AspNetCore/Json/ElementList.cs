using System.Buffers;
using System.Runtime.CompilerServices;

namespace RedisAi.AspNetCore.Json;

/// <summary>Elements in memory of the pool that grows with them: as many as came, not as many as were announced.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
/// <remarks>A mutable struct that owns a rented array: keep it in one local, pass it by <c>ref</c>, and dispose it exactly once.</remarks>
/// <param name="expected">How many there may be; the first of them get their room at once.</param>
internal struct ElementList<T>(long expected) : IDisposable
{
    private const int FirstElements = 1 << 10;

    private T[] _elements = ArrayPool<T>.Shared.Rent((int)Math.Clamp(expected, 1, FirstElements));

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The elements; valid until one is added, or this is disposed.</summary>
    public readonly ReadOnlySpan<T> Span => _elements.AsSpan(0, Count);

    public void Add(T element)
    {
        if (Count == _elements.Length)
        {
            Grow();
        }

        _elements[Count++] = element;
    }

    public void Dispose()
    {
        T[] elements = _elements;
        _elements = [];
        Count = 0;
        if (elements.Length > 0)
        {
            ArrayPool<T>.Shared.Return(elements, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }

    private void Grow()
    {
        T[] grown = ArrayPool<T>.Shared.Rent(checked(2 * Count));
        Span.CopyTo(grown);
        ArrayPool<T>.Shared.Return(_elements, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        _elements = grown;
    }
}
