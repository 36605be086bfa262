using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Silero VAD for many streams at once, as the sample does it, and for one after the other.</summary>
internal static class VoiceGoals
{
    private const string Model = "silero_vad_v6";
    private const int Streams = 64;

    public static IEnumerable<GoalRow> Rows => [new("vad-streams", VadStreams)];

    private static Goal? VadStreams(string name)
    {
        if (!File.Exists(ModelFiles.PathOf(Model)))
        {
            Console.WriteLine($"{name} was not measured: fetch the model with eng/fetch.sh silero-vad, and build again.");
            return null;
        }

        using Owned owned = new();
        ModelOptions options = new() { States = { new ModelState("state", "stateN") { BatchAxis = 1 } }, SharedInputs = { "sr" } };
        IModel model = ModelFiles.Load(owned.Add(new RedisAiEngine(new OnnxBackend())), Model, options);
        AiTensor rate = owned.Add(AiTensor.Scalar(16_000L));
        ClosedLoop ours = new([.. Enumerable.Range(0, Streams).Select(stream => new Caller(model, [Window(owned), rate], [new InferenceOptions { Session = $"stream:{stream}" }]))]);

        RawOnnxSession session = owned.Add(new RawOnnxSession(ModelFiles.PathOf(Model)));
        RawStream alone = owned.Add(new RawStream(session, [Window(owned), State(owned), rate], [owned.Tensor(1, 1), State(owned)], stateInput: 1, stateOutput: 1));
        Goal goal = PairedRounds.Measure(ours.Round, new RawThreads([alone.Step], rows: 1).Round, rounds: 15).AtLeast(name, 5.0);
        return goal with { Note = $"{goal.Note}, {ours.RowsPerRun()}" };
    }

    /// <summary>The last 64 samples of the window before, and 512 new ones.</summary>
    private static AiTensor Window(Owned owned) => owned.Tensor(1, 576);

    private static AiTensor State(Owned owned) => owned.Tensor(2, 1, 128);
}
