using RedisAi.Backends.Torch;

namespace RedisAi.Soak.Recurrent;

/// <summary>A recurrent network, with states that are floats.</summary>
/// <param name="Key">Under which it is stored, in the engine and in the reference.</param>
/// <param name="Source">Where it is.</param>
/// <param name="States">The states: inputs, outputs, axes of rows, shapes for one row.</param>
/// <param name="Input">The name of the other input.</param>
/// <param name="Draw">Makes one of these inputs.</param>
internal sealed record RecurrentModel(string Key, ModelSource Source, RecurrentState[] States, string Input, Func<Random, AiTensor> Draw)
{
    public static RecurrentModel Onnx { get; } = new(
        "gru",
        SoakContext.Onnx("gru_step"),
        [new RecurrentState("h", "hN", 0, [1, 64])],
        "x",
        static random => AiTensor.Create<float, Random>([1, 32], random, static (elements, random) =>
        {
            foreach (ref float element in elements)
            {
                element = (random.NextSingle() * 4) - 2;
            }
        }));

    public static RecurrentModel Torch { get; } = new(
        "gru.torch",
        SoakContext.Torch("gru_step"),
        [new RecurrentState("hidden", "output_1", 1, [1, 1, 16]), new RecurrentState("context", "output_2", 0, [1, 8])],
        "token",
        static random => AiTensor.Create<long>([1], [random.NextInt64(24)]));

    public TimeSpan TimeToLive { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How it is stored where it has sessions; a new version goes on with their states, as it is the same model.</summary>
    public ModelOptions Serving()
    {
        ModelOptions options = Alone();
        options.Batching.Mode = BatchingMode.On;
        options.Routing.Promotion = SessionPromotion.Migrate;
        foreach (RecurrentState state in States)
        {
            options.States.Add(new ModelState(state.Input, state.Output) { BatchAxis = state.Axis, TimeToLive = TimeToLive });
        }

        return options;
    }

    /// <summary>How it is stored to be compared with.</summary>
    public ModelOptions Alone()
    {
        ModelOptions options = new() { Threads = 1, MaxWait = TimeSpan.FromMinutes(5), Batching = { Mode = BatchingMode.Off } };
        return this != Torch ? options : options.ConfigureTorch(static torch =>
        {
            torch.Inputs.Add(new TensorSpec("token", TensorDataType.Int64, new ShapePattern([-1])));
            torch.Inputs.Add(new TensorSpec("hidden", TensorDataType.Float32, new ShapePattern([1, -1, 16])));
            torch.Inputs.Add(new TensorSpec("context", TensorDataType.Float32, new ShapePattern([-1, 8])));
        });
    }
}
