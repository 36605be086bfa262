using System.Numerics;
using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>Runs a model on zeros before it serves, so that its first caller does not pay for what is done once; and times it.</summary>
internal static class ModelWarmUp
{
    /// <summary>Larger inputs than this come from a declaration that is better not tried.</summary>
    private const long MaxElements = 64 << 20;

    /// <summary>Runs the model, and tells how long a run of one row took; null when the inputs cannot be guessed or the model fails on them.</summary>
    /// <exception cref="OperationCanceledException">The load is given up.</exception>
    public static TimeSpan? TryRun(ModelVersion version, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        if (version.Subject.Backend == FunctionBackend.BackendName)
        {
            return null;
        }

        // Twice: the first run pays for what is done once.
        if (TryRun(version, layout: null, rows: 1, logger, cancellationToken) is null || TryRun(version, layout: null, rows: 1, logger, cancellationToken) is not { } ticks)
        {
            return null;
        }

        version.Estimate.Note(ticks);
        return TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);
    }

    /// <summary>Runs the largest batch, where one is set, or each size that batches will have, where the backend prefers few.</summary>
    /// <remarks>Runtimes prepare what depends on the shape when they first meet it.</remarks>
    /// <param name="version">The version.</param>
    /// <param name="layout">Where it has its rows.</param>
    /// <param name="logger">Is told of a failure, which is not an error.</param>
    /// <param name="cancellationToken">Stops a run.</param>
    /// <exception cref="OperationCanceledException">The load is given up.</exception>
    public static void TryRunBatches(ModelVersion version, RowLayout layout, ILogger logger, CancellationToken cancellationToken)
    {
        if (version.Subject.Backend == FunctionBackend.BackendName || version.Options.Batching.BatchSize is not { } rows)
        {
            return;
        }

        bool few = version.Session.PrefersFewBatchSizes;
        for (int size = few ? 1 << BitOperations.Log2((uint)rows) : rows; size > 1; size = few ? size / 2 : 1)
        {
            TryRun(version, layout, size, logger, cancellationToken);
        }
    }

    private static long? TryRun(ModelVersion version, RowLayout? layout, int rows, ILogger logger, CancellationToken cancellationToken)
    {
        TensorShape?[] shapes = [.. version.Signature.Inputs.Select((input, index) =>
            input.IsOptional ? null : Guess(input, layout is null ? RowLayout.Shared : layout.InputAxes[index], rows))];
        if (version.Signature.Inputs.Where((input, index) => !input.IsOptional && shapes[index] is null).Any())
        {
            return null;
        }

        ExecutionSlot slot = version.TryAcquire() ?? throw new InvalidOperationException("The version is new.");
        try
        {
            for (int i = 0; i < slot.Inputs.Length; i++)
            {
                // Optional inputs are left out, as a caller may.
                slot.Inputs[i] = shapes[i] is { } shape ? Zeros(version.Signature.Inputs[i].DataType, shape) : default;
            }

            return slot.RunUncounted(cancellationToken);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not OperationCanceledException)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (RedisAiException error)
        {
            // Zeros of such shapes are a guess: many a model that works takes none of them.
            logger.WarmUpFailed(error, version.Key);
            return null;
        }
        finally
        {
            slot.Return();
        }
    }

    /// <summary>A shape that fits the declaration: so many rows on an axis, and 1 for any other length that is open. Null when none is known to.</summary>
    private static TensorShape? Guess(TensorSpec input, int axis, int rows)
    {
        // An input without declared rank is not tried: some runtimes end the process when a scalar comes where they expect axes.
        if (input.DataType == TensorDataType.Undefined || !input.Shape.IsRankKnown)
        {
            return null;
        }

        long[] lengths = [.. input.Shape.Dimensions.ToArray().Select(static length => length == ShapePattern.AnyLength ? 1 : length)];
        if (axis != RowLayout.Shared && axis < lengths.Length && input.Shape[axis] == ShapePattern.AnyLength)
        {
            lengths[axis] = rows;
        }

        try
        {
            TensorShape shape = TensorShape.Create(lengths);
            return shape.ElementCount <= MaxElements ? shape : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static TensorValue Zeros(TensorDataType type, TensorShape shape) => type == TensorDataType.String
        ? TensorValue.CreateStrings(shape, [.. Enumerable.Repeat("", (int)shape.ElementCount)])
        : TensorRows.Zeros(type, shape);
}
