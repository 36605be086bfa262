using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Tells how many rows a call has, by the inputs that its caller gives.</summary>
internal sealed class RowCounter
{
    private readonly (int Input, int Axis)[] _perRow;

    /// <param name="axes">The axis of the rows of each input, or <see cref="RowLayout.Shared"/>.</param>
    /// <param name="states">The places of the inputs that the engine gives to sessions.</param>
    public RowCounter(ReadOnlySpan<int> axes, params ReadOnlySpan<int> states)
    {
        List<(int Input, int Axis)> perRow = [];
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] != RowLayout.Shared && !states.Contains(i))
            {
                perRow.Add((i, axes[i]));
            }
        }

        _perRow = [.. perRow];
    }

    /// <summary>Counts the rows.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="rows">The rows of the first input that has some, at least 1.</param>
    /// <returns>Whether all inputs agree.</returns>
    public bool TryCount(ReadOnlySpan<TensorValue> inputs, out int rows)
    {
        rows = 1;
        bool known = false;
        bool agree = true;
        foreach ((int input, int axis) in _perRow)
        {
            TensorShape? shape = inputs[input].Shape;
            if (shape is null)
            {
                // Left out, as an optional input may be.
                continue;
            }

            long length = shape.Rank > axis ? shape[axis] : 0;
            agree &= length is > 0 and <= int.MaxValue && (!known || length == rows);
            if (!known && length is > 0 and <= int.MaxValue)
            {
                rows = (int)length;
                known = true;
            }
        }

        return _perRow.Length == 0 || (agree && known);
    }
}
