namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>The same GRU on the C API, one thread for each core, with the states in arrays: no callers, no queue, no store.</summary>
internal sealed class GruRaw : IDisposable
{
    private readonly Owned _owned = new();

    /// <param name="streams">How many sessions there are, shared out to the threads.</param>
    /// <param name="rows">How many rows each run has.</param>
    public GruRaw(int streams, int rows)
    {
        RawOnnxSession session = _owned.Add(new RawOnnxSession(ModelFiles.PathOf(GruCallers.Model)));
        int threads = Environment.ProcessorCount;
        Threads = new RawThreads([.. Enumerable.Range(0, threads).Select(thread => Steps(session, Math.Max(1, streams / threads), rows))], rows);
    }

    public RawThreads Threads { get; }

    public void Dispose() => _owned.Dispose();

    private Action Steps(RawOnnxSession session, int count, int rows)
    {
        RawStream[] streams = [.. Enumerable.Range(0, count).Select(_ => Stream(session, rows))];
        int next = 0;
        return () =>
        {
            streams[next].Step();
            next = next + 1 < streams.Length ? next + 1 : 0;
        };
    }

    private RawStream Stream(RawOnnxSession session, int rows)
    {
        AiTensor[] inputs = [_owned.Tensor(rows, GruCallers.Size), _owned.Tensor(rows, GruCallers.Size)];
        AiTensor[] outputs = [_owned.Tensor(rows, 1), _owned.Tensor(rows, GruCallers.Size)];
        return _owned.Add(new RawStream(session, inputs, outputs, stateInput: 1, stateOutput: 1));
    }
}
