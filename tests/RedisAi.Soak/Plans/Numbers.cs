using RedisAi.Tensors;

namespace RedisAi.Soak.Plans;

/// <summary>What functions and kernels of the plans do: whole numbers in a column.</summary>
internal static class Numbers
{
    public static AiTensor Column(params ReadOnlySpan<long> values) => AiTensor.Create([values.Length, 1], values);

    public static AiTensor Map(AiTensor x, Func<long, long> function) => AiTensor.Create<long, (AiTensor X, Func<long, long> Function)>(
        x.Shape.Dimensions,
        (x, function),
        static (elements, state) =>
        {
            ReadOnlySpan<long> given = state.X.AsSpan<long>();
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = state.Function(given[i]);
            }
        });

    public static AiTensor[] Rows(AiTensor x) => [.. Enumerable.Range(0, (int)x.Shape[0]).Select(row => x.Slice(row, 1))];

    public static AiTensor Sum(IReadOnlyList<AiTensor> items) => Column(items.Sum(static item => item.AsSpan<long>()[0]));

    /// <summary>A kernel: the sum of its inputs, element by element.</summary>
    public static unsafe void Add(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        outputs[0] = TensorValue.Allocate(TensorDataType.Int64, inputs[0].Shape);
        int length = (int)inputs[0].Shape.ElementCount;
        Span<long> sum = new((void*)outputs[0].Pointer, length);
        sum.Clear();
        foreach (ref readonly TensorValue input in inputs)
        {
            ReadOnlySpan<long> values = new((void*)input.Pointer, length);
            for (int i = 0; i < length; i++)
            {
                sum[i] += values[i];
            }
        }
    }
}
