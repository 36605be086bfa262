using RedisAi.Tensors;
using RedisAi.Testing.Simulation;

namespace RedisAi.Tests.Batching;

/// <summary>A model with two states of whole numbers, so that any mix-up of rows, sessions or versions shows: see <see cref="SessionReference"/>.</summary>
internal static class SessionModel
{
    /// <summary>Rows are the first axis of <c>h</c>, and the second of <c>g</c>.</summary>
    public static ModelSignature Signature { get; } = new(
        [Specs.Of("x", TensorDataType.Int64, "batch", -1), Specs.Of("h", TensorDataType.Int64, "batch", 1), Specs.Of("g", TensorDataType.Int64, 1, "batch")],
        [Specs.Of("y", TensorDataType.Int64, "batch", SimulatedCall.AnswerLength), Specs.Of("next_h", TensorDataType.Int64, "batch", 1), Specs.Of("next_g", TensorDataType.Int64, 1, "batch")]);

    public static ModelOptions Options(TimeSpan? timeToLive = null) => new()
    {
        States = { new ModelState("h", "next_h") { TimeToLive = timeToLive }, new ModelState("g", "next_g") { BatchAxis = 1, TimeToLive = timeToLive } },

        // A new version goes on where the one before has stopped.
        Routing = { Promotion = SessionPromotion.Migrate },
    };

    public static void Run(SimulatedExecution execution, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        ReadOnlySpan<long> x = inputs[0].AsSpan<long>();
        ReadOnlySpan<long> h = inputs[1].AsSpan<long>();
        ReadOnlySpan<long> g = inputs[2].AsSpan<long>();
        if (g.Length != h.Length || x.Length % h.Length != 0)
        {
            throw new BackendException(SimulatedBackend.BackendName, nativeCode: 3, "numbers of rows differ");
        }

        if (x.Contains(SimulatedModel.Poison))
        {
            throw new BackendException(SimulatedBackend.BackendName, nativeCode: 2, "poisoned");
        }

        outputs[0] = TensorValue.Allocate(TensorDataType.Int64, TensorShape.Create([h.Length, SimulatedCall.AnswerLength]));
        outputs[1] = TensorValue.Allocate(TensorDataType.Int64, inputs[1].Shape);
        outputs[2] = TensorValue.Allocate(TensorDataType.Int64, inputs[2].Shape);
        Span<long> y = Writable(outputs[0]);
        Span<long> nextH = Writable(outputs[1]);
        Span<long> nextG = Writable(outputs[2]);
        int length = x.Length / h.Length;
        for (int row = 0; row < h.Length; row++)
        {
            long sum = 0;
            foreach (long value in x.Slice(row * length, length))
            {
                sum += value;
            }

            ((ReadOnlySpan<long>)[h[row], g[row], sum, execution.Version]).CopyTo(y[(row * SimulatedCall.AnswerLength)..]);
            nextH[row] = unchecked((31 * h[row]) + sum + execution.Version);
            nextG[row] = g[row] + 1;
        }
    }

    private static unsafe Span<long> Writable(in TensorValue value) => new((long*)value.Pointer, checked((int)value.Shape.ElementCount));
}
