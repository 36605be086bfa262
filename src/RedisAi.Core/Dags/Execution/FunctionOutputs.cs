using RedisAi.Errors;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Takes over what C# functions give.</summary>
internal static class FunctionOutputs
{
    /// <summary>Takes one tensor over.</summary>
    public static TensorValue Take(AiTensor? given, string node)
    {
        if (given is null)
        {
            throw new TensorMismatchException(node, "a tensor", "null", $"The function '{node}' gave null.");
        }

        return given.TryTake(out TensorValue value) ? value : throw Disposed(node, node, "");
    }

    /// <summary>Takes all tensors over; one that comes twice gets a reference for each.</summary>
    /// <param name="given">What the function gave.</param>
    /// <param name="count">How many there must be; null for any number.</param>
    /// <param name="node">The node, for messages.</param>
    public static TensorValue[] Take(IReadOnlyList<AiTensor>? given, int? count, string node)
    {
        if (given is null)
        {
            throw new TensorMismatchException("outputs", count is null ? "tensors" : Counted.Of(count.Value, "tensor"), "null", $"The function '{node}' gave null{(count is null ? "" : $"; it has {Counted.Of(count.Value, "output")}")}.");
        }

        if (count is { } expected && given.Count != expected)
        {
            Dispose(given);
            throw new TensorMismatchException("outputs", Counted.Of(expected, "tensor"), $"{given.Count}", $"The function '{node}' gave {Counted.Of(given.Count, "tensor")}; it has {Counted.Of(expected, "output")}.");
        }

        TensorValue[] values = new TensorValue[given.Count];
        int taken = 0;
        try
        {
            for (; taken < values.Length; taken++)
            {
                AiTensor tensor = given[taken] ?? throw new TensorMismatchException(
                    $"{taken}", "a tensor", "null", $"The function '{node}' gave null as its output {taken}.");
                if (!tensor.TryLease(out values[taken]))
                {
                    throw Disposed(node, $"{taken}", $" as its output {taken}");
                }
            }

            return values;
        }
        catch
        {
            foreach (TensorValue value in values.AsSpan(0, taken))
            {
                value.Release();
            }

            throw;
        }
        finally
        {
            Dispose(given);
        }
    }

    private static void Dispose(IReadOnlyList<AiTensor> given)
    {
        foreach (AiTensor? tensor in given)
        {
            tensor?.End(HandleEnd.GivenAway);
        }
    }

    private static TensorMismatchException Disposed(string node, string name, string place) => new(
        name, "a tensor", "a disposed tensor", $"The function '{node}' gave a disposed tensor{place}; a function borrows its inputs and gives its outputs away: return Share() of what you keep.");
}
