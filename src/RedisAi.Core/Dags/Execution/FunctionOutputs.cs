using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Takes over what C# functions give.</summary>
internal static class FunctionOutputs
{
    /// <summary>Takes one tensor over.</summary>
    public static TensorValue Take(AiTensor? given, string node) =>
        (given ?? throw new TensorMismatchException(node, "a tensor", "null", $"The function '{node}' gave null.")).Take();

    /// <summary>Takes all tensors over; one that comes twice gets a reference for each.</summary>
    /// <param name="given">What the function gave.</param>
    /// <param name="count">How many there must be; null for any number.</param>
    /// <param name="node">The node, for messages.</param>
    public static TensorValue[] Take(IReadOnlyList<AiTensor>? given, int? count, string node)
    {
        if (given is null)
        {
            throw new TensorMismatchException("outputs", count is null ? "tensors" : $"{count} tensors", "null", $"The function '{node}' gave null{(count is null ? "" : $"; it has {count} outputs")}.");
        }

        if (count is { } expected && given.Count != expected)
        {
            Dispose(given);
            throw new TensorMismatchException("outputs", $"{count} tensors", $"{given.Count}", $"The function '{node}' gave {given.Count} tensors; it has {count} outputs.");
        }

        TensorValue[] values = new TensorValue[given.Count];
        int taken = 0;
        try
        {
            for (; taken < values.Length; taken++)
            {
                values[taken] = (given[taken] ?? throw new TensorMismatchException(
                    $"{taken}", "a tensor", "null", $"The function '{node}' gave null as its output {taken}.")).Lease();
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
            tensor?.Dispose();
        }
    }
}
