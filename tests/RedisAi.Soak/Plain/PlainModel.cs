using RedisAi.Backends.Torch;

namespace RedisAi.Soak.Plain;

/// <summary>A model without a state: calls share runs in the engine, and run alone in the reference.</summary>
/// <param name="Key">Under which it is stored, in both.</param>
/// <param name="Source">Where it is.</param>
/// <param name="Input">Its first input, for a model that declares none.</param>
/// <param name="Tolerance">How far an answer may lie from one alone.</param>
/// <param name="Draw">Makes inputs.</param>
internal sealed record PlainModel(string Key, ModelSource Source, TensorSpec? Input, float Tolerance, Func<Random, AiTensor[]> Draw)
{
    private const float Rounding = 1e-4f;

    public static PlainModel[] All { get; } =
    [
        new("mlp", SoakContext.Onnx("mlp"), null, Rounding, static random => [Floats(random, random.Next(1, 5), 64)]),
        new("mlp.torch", SoakContext.Torch("mlp"), new TensorSpec("input", TensorDataType.Float32, new ShapePattern([-1, 64])), Rounding, static random => [Floats(random, random.Next(1, 5), 64)]),

        // Of one element up to outputs that the runtime hands over instead of having them copied.
        new("add.torch", SoakContext.Torch("add16"), null, 0, static random => Pair(random, 1 << random.Next(16))),
        new("resnet.torch", SoakContext.Torch("resnet"), new TensorSpec("image", TensorDataType.Float32, new ShapePattern([-1, 3, 32, 32])), 1e-3f, static random => [Floats(random, random.Next(1, 3), 3, 32, 32)]),
    ];

    public ModelOptions Options(bool sharesRuns)
    {
        ModelOptions options = new() { Threads = 1, MaxWait = TimeSpan.FromMinutes(5), Batching = { Mode = !sharesRuns ? BatchingMode.Off : Input is null ? BatchingMode.Auto : BatchingMode.On } };
        return Input is null ? options : options.ConfigureTorch(torch => torch.Inputs.Add(Input));
    }

    private static AiTensor[] Pair(Random random, int length) => [Floats(random, length), Floats(random, length)];

    private static AiTensor Floats(Random random, params ReadOnlySpan<long> shape) => AiTensor.Create<float, Random>(shape, random, static (elements, random) =>
    {
        foreach (ref float element in elements)
        {
            element = (random.NextSingle() * 4) - 2;
        }
    });
}
