using System.Runtime.CompilerServices;
using RedisAi.Dags.Execution;

namespace RedisAi;

/// <summary>The outputs of one run of a plan. Dispose it once you are done with them.</summary>
/// <remarks>
/// Copies of this struct stand for the same result: after one of them is disposed, all throw <see cref="ObjectDisposedException"/>, and
/// disposing again does nothing. A result that is never disposed is reclaimed by the collector. It is used by one thread at a time.
/// </remarks>
public readonly struct DagResult : IDisposable, IEquatable<DagResult>
{
    private readonly DagResultState? _state;
    private readonly int _generation;

    internal DagResult(DagResultState state)
    {
        _state = state;
        _generation = state.Generation;
    }

    /// <summary>Gets the number of outputs.</summary>
    public int Count => Outputs.Count;

    /// <summary>Gets what is known of the outputs, names included, in the order in which they were added.</summary>
    public IReadOnlyList<TensorSpec> Outputs => State.OutputsOf(_generation);

    /// <summary>Gets when each node ran; null unless <see cref="DagRunOptions.CollectTimings"/> was set.</summary>
    public DagTimings? Timings
    {
        get
        {
            State.Check(_generation);
            return State.Timings;
        }
    }

    private DagResultState State => _state ?? throw new InvalidOperationException("This is a default value, not the result of a run.");

    /// <summary>Gets an output, borrowed: it is disposed with this result.</summary>
    /// <param name="output">Its place among the outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    public AiTensor this[int output] => State.Handle(_generation, State.PlaceOf(_generation, output));

    /// <summary>Gets an output, borrowed: it is disposed with this result.</summary>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    public AiTensor this[string output] => this[ModelSignature.IndexOf(Outputs, output)];

    /// <summary>Gets the items of an output that is a sequence, borrowed: they are disposed with this result.</summary>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output is one tensor, or an item was detached.</exception>
    public IReadOnlyList<AiTensor> GetSequence(string output)
    {
        (int start, int count) = State.SequenceOf(_generation, output);
        AiTensor[] items = new AiTensor[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = State.Handle(_generation, start + i);
        }

        return items;
    }

    /// <summary>Hands an output over: it is the caller's to dispose, and no longer part of this result.</summary>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached before, or is a sequence.</exception>
    public AiTensor Detach(string output) => State.Detach(_generation, State.PlaceOf(_generation, ModelSignature.IndexOf(Outputs, output)));

    /// <summary>Reads an output without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="output">Its place among the outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>(int output)
        where T : unmanaged => State.AsSpan<T>(_generation, State.PlaceOf(_generation, output));

    /// <summary>Reads an output without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>(string output)
        where T : unmanaged => AsSpan<T>(ModelSignature.IndexOf(Outputs, output));

    /// <summary>Copies the elements of an output to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="output">Its place among the outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(int output)
        where T : unmanaged => AsSpan<T>(output).ToArray();

    /// <summary>Copies the elements of an output to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    public T[] ToArray<T>(string output)
        where T : unmanaged => AsSpan<T>(output).ToArray();

    /// <summary>Reads an output of strings without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <param name="output">Its place among the outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(int output) => State.AsStrings(_generation, State.PlaceOf(_generation, output));

    /// <summary>Reads an output of strings without making a tensor of it. The span is valid until this result is disposed.</summary>
    /// <param name="output">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    /// <exception cref="InvalidOperationException">The output was detached, or is a sequence.</exception>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    public ReadOnlySpan<string> AsStrings(string output) => AsStrings(ModelSignature.IndexOf(Outputs, output));

    /// <summary>Releases the outputs that were not detached. Further calls do nothing.</summary>
    public void Dispose() => _state?.Dispose(_generation);

    /// <inheritdoc/>
    public bool Equals(DagResult other) => ReferenceEquals(_state, other._state) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DagResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_state, _generation);

    /// <summary>Says whether both stand for the same run.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(DagResult left, DagResult right) => left.Equals(right);

    /// <summary>Says whether they stand for different runs.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(DagResult left, DagResult right) => !left.Equals(right);
}
