namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>A session of a recurrent model on the C API, with its state in two arrays: each run reads one and writes the other, so nothing is copied.</summary>
internal sealed class RawStream : IDisposable
{
    private readonly RawOnnxRun _even;
    private readonly RawOnnxRun _odd;
    private bool _isOdd;

    /// <param name="session">The model, which outlives this.</param>
    /// <param name="inputs">Its inputs, with the state; they outlive this.</param>
    /// <param name="outputs">Its outputs, with the next state.</param>
    /// <param name="stateInput">Which input the state is.</param>
    /// <param name="stateOutput">Which output the next state is.</param>
    public RawStream(RawOnnxSession session, AiTensor[] inputs, AiTensor[] outputs, int stateInput, int stateOutput)
    {
        _even = new RawOnnxRun(session, inputs, outputs);
        AiTensor[] swappedInputs = [.. inputs];
        AiTensor[] swappedOutputs = [.. outputs];
        (swappedInputs[stateInput], swappedOutputs[stateOutput]) = (outputs[stateOutput], inputs[stateInput]);
        _odd = new RawOnnxRun(session, swappedInputs, swappedOutputs);
    }

    public void Step()
    {
        (_isOdd ? _odd : _even).Run();
        _isOdd = !_isOdd;
    }

    public void Dispose()
    {
        _even.Dispose();
        _odd.Dispose();
    }
}
