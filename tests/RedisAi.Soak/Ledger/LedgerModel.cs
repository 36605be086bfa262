namespace RedisAi.Soak.Ledger;

/// <summary>A model in C# with two states of whole numbers, whose answers tell what each row has read and which version has answered.</summary>
/// <remarks><c>h</c> becomes <c>31 h + x + serial</c>, and <c>g</c>, with its rows on axis 1, <c>g + 1</c>.</remarks>
internal static class LedgerModel
{
    /// <summary>An <c>x</c> that makes the model throw.</summary>
    public const long Poison = -1_000_000;

    /// <summary>The numbers of an answer for each row: <c>h</c> and <c>g</c> as they were read, <c>x</c>, and the serial number of the version.</summary>
    public const int AnswerLength = 4;

    /// <summary>Each <c>x</c> that this divides, but for zero, makes the model slow.</summary>
    private const long Slow = 199;

    public static ModelSignature Signature { get; } = new(
        [Spec("x", -1, 1), Spec("h", -1, 1), Spec("g", 1, -1)],
        [Spec("y", -1, AnswerLength), Spec("next_h", -1, 1), Spec("next_g", 1, -1)]);

    public static ModelSource Source(long serial) => ModelSource.FromFunction(Signature, (inputs, cancellationToken) => Run(inputs, serial, cancellationToken));

    public static ModelOptions Options(TimeSpan? timeToLive) => new()
    {
        Batching = { Mode = BatchingMode.On, IsPure = true },

        // Nobody is refused for the load of the machine, only for the time that was asked for.
        MaxWait = TimeSpan.FromMinutes(5),
        States = { new ModelState("h", "next_h") { TimeToLive = timeToLive }, new ModelState("g", "next_g") { BatchAxis = 1, TimeToLive = timeToLive } },
    };

    public static long NextH(long h, long x, long serial) => unchecked((31 * h) + x + serial);

    private static TensorSpec Spec(string name, params ReadOnlySpan<long> shape) => new(name, TensorDataType.Int64, new ShapePattern(shape));

    private static AiTensor[] Run(IReadOnlyList<AiTensor> inputs, long serial, CancellationToken cancellationToken)
    {
        ReadOnlySpan<long> x = inputs[0].AsSpan<long>();
        foreach (long value in x)
        {
            if (value == Poison)
            {
                throw new ProvokedException();
            }

            if (value != 0 && value % Slow == 0)
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(value % 10));
            }
        }

        ReadOnlySpan<long> h = inputs[1].AsSpan<long>();
        ReadOnlySpan<long> g = inputs[2].AsSpan<long>();
        long[] y = new long[x.Length * AnswerLength];
        long[] nextH = new long[x.Length];
        long[] nextG = new long[x.Length];
        for (int row = 0; row < x.Length; row++)
        {
            ((ReadOnlySpan<long>)[h[row], g[row], x[row], serial]).CopyTo(y.AsSpan(row * AnswerLength));
            nextH[row] = NextH(h[row], x[row], serial);
            nextG[row] = g[row] + 1;
        }

        return [AiTensor.Create<long>([x.Length, AnswerLength], y), AiTensor.Create<long>([x.Length, 1], nextH), AiTensor.Create<long>([1, x.Length], nextG)];
    }
}
