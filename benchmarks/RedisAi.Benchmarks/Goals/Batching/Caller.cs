namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Someone who calls a model again and again, each time once the call before was answered.</summary>
/// <param name="model">The model.</param>
/// <param name="inputs">What each call gives; they outlive this.</param>
/// <param name="turns">The options of the calls, taken in turn: one of each session that the caller speaks for.</param>
internal sealed class Caller(IModel model, AiTensor[] inputs, InferenceOptions[] turns) : ICaller
{
    private int _turn;

    /// <summary>Gets how many calls were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Calls so many times, or until it is told to stop.</summary>
    public async Task CallAsync(int times, CancellationToken stop)
    {
        float sum = 0;
        for (int i = 0; i < times && !stop.IsCancellationRequested; i++)
        {
            using ModelResult result = await model.RunAsync(inputs, turns[_turn], CancellationToken.None);
            sum += result.AsSpan<float>(0)[0];
            _turn = _turn + 1 < turns.Length ? _turn + 1 : 0;
            Answered++;
        }

        GC.KeepAlive(sum);
    }
}
