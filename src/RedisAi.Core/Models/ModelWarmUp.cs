using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>Runs a model on zeros before it serves, so that its first caller does not pay for what is done once; and times it.</summary>
internal static class ModelWarmUp
{
    /// <summary>Larger inputs than this come from a declaration that is better not tried.</summary>
    private const long MaxElements = 64 << 20;

    /// <summary>Runs twice, and tells how long the second run took; null when the inputs cannot be guessed or the model fails on them.</summary>
    public static TimeSpan? TryRun(ModelVersion version, TimeProvider time, ILogger logger)
    {
        if (version.Subject.Backend == FunctionBackend.BackendName || !version.Signature.Inputs.All(static input => input.IsOptional || CanGuess(input)))
        {
            return null;
        }

        ExecutionSlot slot = version.TryAcquire() ?? throw new InvalidOperationException("The version is new.");
        try
        {
            for (int i = 0; i < slot.Inputs.Length; i++)
            {
                // Optional inputs are left out, as a caller may.
                TensorSpec input = version.Signature.Inputs[i];
                slot.Inputs[i] = input.IsOptional ? default : Zeros(input);
            }

            slot.RunUncounted();
            long ticks = slot.RunUncounted();
            version.Estimate.Note(ticks);
            return TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);
        }
        catch (RedisAiException error)
        {
            // Zeros of length 1 are a guess: many a model that works takes none of them.
            logger.WarmUpFailed(error, version.Key);
            return null;
        }
        finally
        {
            slot.Return();
        }
    }

    // An input without declared rank is not tried: some runtimes end the process when a scalar comes where they expect axes.
    private static bool CanGuess(TensorSpec input) =>
        input.DataType != TensorDataType.Undefined && input.Shape.IsRankKnown && ShapeOf(input) is { } shape && shape.ElementCount <= MaxElements;

    private static TensorShape? ShapeOf(TensorSpec input)
    {
        try
        {
            return TensorShape.Create([.. input.Shape.Dimensions.ToArray().Select(static length => length == ShapePattern.AnyLength ? 1 : length)]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static unsafe TensorValue Zeros(TensorSpec input)
    {
        TensorShape shape = ShapeOf(input)!;
        if (input.DataType == TensorDataType.String)
        {
            return TensorValue.CreateStrings(shape, [.. Enumerable.Repeat("", (int)shape.ElementCount)]);
        }

        TensorValue value = TensorValue.Allocate(input.DataType, shape);
        new Span<byte>((void*)value.Pointer, checked((int)value.ByteLength)).Clear();
        return value;
    }
}
