using RedisAi.Tensors;

namespace RedisAi.Tests.Dags;

/// <summary>A function of whole numbers in all the forms of nodes in C#, which fails for some of them.</summary>
/// <param name="path">The node, for its failures.</param>
/// <param name="salt">Which function it is.</param>
/// <param name="outputs">How many numbers it gives.</param>
/// <param name="isIdentity">Whether it gives its input itself.</param>
/// <param name="isRisky">Whether it fails now and then.</param>
/// <param name="work">How it spends its time.</param>
internal sealed class NumberFunction(string path, int salt, int outputs, bool isIdentity, bool isRisky, IGraphWork work)
{
    private static readonly TensorShape s_one = TensorShape.Create(1);

    public string Path => path;

    public int Outputs => outputs;

    public static AiTensor Tensor(long value) => AiTensor.Create<long>([1], [value]);

    public static long Mix(long salt, params ReadOnlySpan<long> values)
    {
        long mixed = salt;
        foreach (long value in values)
        {
            mixed = unchecked((mixed * 31) + value + 17) % 1_000_003;
        }

        return Math.Abs(mixed);
    }

    /// <summary>Up to so many numbers.</summary>
    public static IEnumerable<long> Items(long value, int most) => Enumerable.Range(0, (int)(value % most)).Select(place => Mix(place, value));

    public long[][]? Evaluate(long[] inputs, HashSet<string> failures)
    {
        if (!Fails(inputs))
        {
            return [.. Enumerable.Range(0, outputs).Select(place => (long[])[Answer(inputs, place)])];
        }

        failures.Add(path);
        return null;
    }

    public AiTensor Single(AiTensor x)
    {
        long answer = Run(x.AsSpan<long>());
        return isIdentity ? x : Tensor(answer);
    }

    public AiTensor Pair(AiTensor a, AiTensor b) => Tensor(Run([Number(a), Number(b)]));

    public async ValueTask<AiTensor> SingleAsync(AiTensor x, CancellationToken stop)
    {
        await work.SpendAsync(salt, stop).ConfigureAwait(false);
        return Single(x);
    }

    public IReadOnlyList<AiTensor> Several(IReadOnlyList<AiTensor> given)
    {
        long[] inputs = [.. given.Select(Number)];
        Run(inputs);
        return [.. Enumerable.Range(0, outputs).Select(place => Tensor(Answer(inputs, place)))];
    }

    public async ValueTask<IReadOnlyList<AiTensor>> SeveralAsync(IReadOnlyList<AiTensor> given, CancellationToken stop)
    {
        await work.SpendAsync(salt, stop).ConfigureAwait(false);
        return Several(given);
    }

    public unsafe void Kernel(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> given)
    {
        Span<long> numbers = stackalloc long[inputs.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = inputs[i].AsSpan<long>()[0];
        }

        for (int place = 0; place < given.Length; place++)
        {
            given[place] = TensorValue.Allocate(TensorDataType.Int64, s_one);
            *(long*)given[place].Pointer = Answer(numbers, place);
        }

        // What is given already is given up when it fails now.
        Run(numbers);
    }

    private static long Number(AiTensor x) => x.AsSpan<long>()[0];

    private long Run(ReadOnlySpan<long> inputs)
    {
        work.Spend(salt);
        return Fails(inputs) ? throw new InvalidOperationException(path) : Answer(inputs, 0);
    }

    private bool Fails(ReadOnlySpan<long> inputs) => isRisky && Mix(salt, inputs) % 3 == 0;

    private long Answer(ReadOnlySpan<long> inputs, int place) => isIdentity ? inputs[0] : Mix(salt + place, inputs);
}
