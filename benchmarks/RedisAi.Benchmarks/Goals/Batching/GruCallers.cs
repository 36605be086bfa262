using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>An engine with one step of a GRU of 256 units, and callers who each speak for some of its sessions.</summary>
internal sealed class GruCallers : IDisposable
{
    public const string Model = "gru_256";
    public const int Size = 256;

    private readonly Owned _owned = new();

    /// <param name="callers">How many call at once.</param>
    /// <param name="sessions">How many sessions there are; each caller walks through its share in an order that looks random.</param>
    /// <param name="engine">Where the model is loaded to; null for an engine of its own.</param>
    public GruCallers(int callers, int sessions, RedisAiEngine? engine = null)
    {
        IModel model = Load(engine ?? _owned.Add(new RedisAiEngine(new OnnxBackend())));
        int most = (sessions + callers - 1) / callers;
        Loop = new ClosedLoop([.. Enumerable.Range(0, callers).Select(caller => new Caller(model, [_owned.Tensor(1, Size)], Turns(caller, callers, sessions)))]);

        // Each session has a state once it was called.
        Loop.Run(most * callers);
    }

    public ClosedLoop Loop { get; }

    public static IModel Load(RedisAiEngine engine) => ModelFiles.Load(engine, Model, new ModelOptions { States = { new ModelState("state", "stateN") } });

    public void Dispose() => _owned.Dispose();

    private static InferenceOptions[] Turns(int caller, int callers, int sessions)
    {
        InferenceOptions[] turns = [.. Enumerable.Range(0, sessions).Where(session => session % callers == caller).Select(static session => new InferenceOptions { Session = $"session:{session}" })];
        new Random(caller).Shuffle(turns);
        return turns;
    }
}
