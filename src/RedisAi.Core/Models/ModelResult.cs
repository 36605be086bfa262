using System.Runtime.CompilerServices;
using RedisAi.Models;

namespace RedisAi;

/// <summary>The outputs of one run of a model. Dispose it once you are done with them.</summary>
/// <remarks>
/// Copies of this struct stand for the same result: after one of them is disposed, all throw <see cref="ObjectDisposedException"/>, and
/// disposing again does nothing. A result that is never disposed is reclaimed by the collector. It is used by one thread at a time.
/// </remarks>
public readonly struct ModelResult : IDisposable, IEquatable<ModelResult>
{
    private readonly ModelResultState? _state;
    private readonly int _generation;

    internal ModelResult(ModelResultState state)
    {
        _state = state;
        _generation = state.Generation;
    }

    /// <summary>Gets the number of outputs.</summary>
    public int Count => Outputs.Count;

    /// <summary>Gets what the model that ran declares of its outputs, names included; where the signature leaves them open, what the run gave.</summary>
    public IReadOnlyList<TensorSpec> Outputs => State.OutputsOf(_generation);

    /// <summary>Gets the number of the version that has answered: <see cref="ModelInfo.Version"/>.</summary>
    public int Version => Checked().Version;

    /// <summary>Gets whether the call began its session anew: it had one, the model has <see cref="ModelOptions.States"/>, and there were none that it could go on with.</summary>
    public bool StartedSession => Checked().StartedSession;

    /// <summary>The outputs, borrowed.</summary>
    internal ReadOnlySpan<RedisAi.Tensors.TensorValue> Values => State.ValuesOf(_generation);

    /// <summary>A second reference on an output.</summary>
    internal RedisAi.Tensors.TensorValue Share(int index) => State.Value(_generation, index).AddReference();

    private ModelResultState State => _state ?? throw new InvalidOperationException("This is a default value, not the result of a run.");

    private ModelResultState Checked()
    {
        State.Check(_generation);
        return State;
    }

    /// <summary>Gets an output, borrowed: it is disposed with this result.</summary>
    /// <param name="index">Its place in the signature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    public AiTensor this[int index] => State.Handle(_generation, index);

    /// <summary>Gets an output, borrowed: it is disposed with this result.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    public AiTensor this[string name] => State.Handle(_generation, ModelSignature.IndexOf(Outputs, name));

    /// <summary>Hands an output over: it is the caller's to dispose, and no longer part of this result.</summary>
    /// <param name="index">Its place in the signature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached before, or is optional and not given.</exception>
    public AiTensor Detach(int index) => State.Detach(_generation, index);

    /// <summary>Hands an output over: it is the caller's to dispose, and no longer part of this result.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached before, or is optional and not given.</exception>
    public AiTensor Detach(string name) => State.Detach(_generation, ModelSignature.IndexOf(Outputs, name));

    /// <summary>Reads an output without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="index">Its place in the signature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>(int index)
        where T : unmanaged => State.AsSpan<T>(_generation, index);

    /// <summary>Reads an output without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>(string name)
        where T : unmanaged => AsSpan<T>(ModelSignature.IndexOf(Outputs, name));

    /// <summary>Copies the elements of an output to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="index">Its place in the signature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(int index)
        where T : unmanaged => AsSpan<T>(index).ToArray();

    /// <summary>Copies the elements of an output to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(string name)
        where T : unmanaged => AsSpan<T>(name).ToArray();

    /// <summary>Reads an output of strings without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <param name="index">Its place in the signature.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(int index) => State.AsStrings(_generation, index);

    /// <summary>Reads an output of strings without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is optional and not given.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(string name) => AsStrings(ModelSignature.IndexOf(Outputs, name));

    /// <summary>Releases the outputs that were not detached. Further calls do nothing.</summary>
    public void Dispose() => _state?.Dispose(_generation);

    /// <inheritdoc/>
    public bool Equals(ModelResult other) => ReferenceEquals(_state, other._state) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ModelResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_state, _generation);

    /// <summary>Says whether both stand for the same run.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ModelResult left, ModelResult right) => left.Equals(right);

    /// <summary>Says whether they stand for different runs.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ModelResult left, ModelResult right) => !left.Equals(right);
}
