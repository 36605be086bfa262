namespace RedisAi.Batching;

/// <summary>Which axis of each input and output has one length for each row of a call. Immutable.</summary>
internal sealed class RowLayout(ReadOnlySpan<int> inputAxes, ReadOnlySpan<int> outputAxes)
{
    /// <summary>Stands in place of an axis for an input that is not per row: calls share a run only where its values are the same.</summary>
    public const int Shared = -1;

    private readonly int[] _inputAxes = inputAxes.ToArray();
    private readonly int[] _outputAxes = outputAxes.ToArray();

    /// <summary>The axis of the rows of each input of the signature, or <see cref="Shared"/>.</summary>
    public ReadOnlySpan<int> InputAxes => _inputAxes;

    /// <summary>The axis of the rows of each output of the signature.</summary>
    public ReadOnlySpan<int> OutputAxes => _outputAxes;
}
