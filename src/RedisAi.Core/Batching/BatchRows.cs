using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Joins the inputs of a batch's calls, and divides its outputs among them.</summary>
internal static class BatchRows
{
    /// <summary>Puts the rows of all members behind each other.</summary>
    /// <param name="batch">The batch; it keeps its inputs.</param>
    /// <param name="layout">Which axes have the rows.</param>
    /// <param name="inputs">Takes one value for each input, with a reference.</param>
    public static void Gather(Batch batch, RowLayout layout, Span<TensorValue> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            ReadOnlySpan<TensorValue> parts = batch.InputsAt(i);
            if (parts[0].IsEmpty)
            {
                continue;
            }

            int axis = layout.InputAxes[i];
            inputs[i] = axis == RowLayout.Shared ? parts[0].AddReference() : TensorRows.Join(parts, axis, batch.Rows);
        }
    }

    /// <summary>Gives each member that still wants them its rows of the outputs, in memory of their own.</summary>
    /// <exception cref="IndivisibleOutputException">An output has another number of rows.</exception>
    public static void Scatter(Batch batch, RowLayout layout, ReadOnlySpan<TensorValue> outputs, ExecutionSlot slot)
    {
        foreach (ref BatchMember member in batch.Members)
        {
            member.Result = member.Call is null ? null : slot.NewResult();
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].IsEmpty)
            {
                Scatter(batch, layout.OutputAxes[i], in outputs[i], i);
            }
        }
    }

    private static void Scatter(Batch batch, int axis, in TensorValue output, int place)
    {
        if (output.Shape.Rank <= axis || output.Shape[axis] != batch.Rows)
        {
            throw new IndivisibleOutputException(
                $"Output {place} of a run of {batch.Rows} rows is {output.DataType}{output.Shape}, which does not have {batch.Rows} on axis {axis}.");
        }

        TensorShape one = output.Shape.WithAxis(axis, 1);
        long start = 0;
        foreach (ref BatchMember member in batch.Members)
        {
            if (member.Result is { } result)
            {
                result.Values[place] = TensorRows.Extract(in output, axis, start, member.Rows == 1 ? one : output.Shape.WithAxis(axis, member.Rows));
            }

            start += member.Rows;
        }
    }
}
