using System.Runtime.CompilerServices;
using RedisAi.Scripts;

namespace RedisAi;

/// <summary>What a function of a script gave: tensors, in the order in which it gave them. Dispose it once you are done with them.</summary>
/// <remarks>
/// Lists and tuples are flattened; of a dictionary each tensor has its key as its name. Copies of this struct stand for the same result:
/// after one of them is disposed, all throw <see cref="ObjectDisposedException"/>, and disposing again does nothing. A result that is never
/// disposed is reclaimed by the collector. It is used by one thread at a time.
/// </remarks>
public readonly struct ScriptResult : IDisposable, IEquatable<ScriptResult>
{
    private readonly ScriptResultState? _state;
    private readonly int _generation;

    internal ScriptResult(ScriptResultState state)
    {
        _state = state;
        _generation = state.Generation;
    }

    /// <summary>Gets the number of tensors.</summary>
    public int Count => State.Count(_generation);

    /// <summary>Gets what the function gave: types and shapes, and the keys in a dictionary as names, "" where there is none. A None is optional. Made anew each time.</summary>
    public IReadOnlyList<TensorSpec> Outputs => State.Specs(_generation);

    private ScriptResultState State => _state ?? throw new InvalidOperationException("This is a default value, not the result of a call.");

    /// <summary>Gets a tensor, borrowed: it is disposed with this result.</summary>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    public AiTensor this[int index] => State.Handle(_generation, State.Checked(_generation, index));

    /// <summary>Gets a tensor of a dictionary, borrowed: it is disposed with this result.</summary>
    /// <param name="name">Its key in the dictionary.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    public AiTensor this[string name] => State.Handle(_generation, State.IndexOf(_generation, name));

    /// <summary>Gets the key that a tensor has in a dictionary; null when the function gave none.</summary>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    public string? GetName(int index) => State.Outputs.NameOf(State.Checked(_generation, index));

    /// <summary>Hands a tensor over: it is the caller's to dispose, and no longer part of this result.</summary>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached before.</exception>
    public AiTensor Detach(int index) => State.Detach(_generation, State.Checked(_generation, index));

    /// <summary>Hands a tensor of a dictionary over: it is the caller's to dispose, and no longer part of this result.</summary>
    /// <param name="name">Its key in the dictionary.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached before.</exception>
    public AiTensor Detach(string name) => State.Detach(_generation, State.IndexOf(_generation, name));

    /// <summary>Reads a tensor without making a handle of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>(int index)
        where T : unmanaged => State.AsSpan<T>(_generation, State.Checked(_generation, index));

    /// <summary>Reads a tensor of a dictionary without making a handle of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="name">Its key in the dictionary.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>(string name)
        where T : unmanaged => State.AsSpan<T>(_generation, State.IndexOf(_generation, name));

    /// <summary>Copies the elements of a tensor to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(int index)
        where T : unmanaged => AsSpan<T>(index).ToArray();

    /// <summary>Copies the elements of a tensor of a dictionary to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="name">Its key in the dictionary.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(string name)
        where T : unmanaged => AsSpan<T>(name).ToArray();

    /// <summary>Reads a tensor of strings without making a handle of it. The span is valid until this result is disposed.</summary>
    /// <param name="index">Its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(int index) => State.AsStrings(_generation, State.Checked(_generation, index));

    /// <summary>Reads a tensor of strings of a dictionary without making a handle of it. The span is valid until this result is disposed.</summary>
    /// <param name="name">Its key in the dictionary.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">The tensor was detached.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(string name) => State.AsStrings(_generation, State.IndexOf(_generation, name));

    /// <summary>Releases the tensors that were not detached. Further calls do nothing.</summary>
    public void Dispose() => _state?.Dispose(_generation);

    /// <inheritdoc/>
    public bool Equals(ScriptResult other) => ReferenceEquals(_state, other._state) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ScriptResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_state, _generation);

    /// <summary>Says whether both stand for the same call.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ScriptResult left, ScriptResult right) => left.Equals(right);

    /// <summary>Says whether they stand for different calls.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ScriptResult left, ScriptResult right) => !left.Equals(right);
}
