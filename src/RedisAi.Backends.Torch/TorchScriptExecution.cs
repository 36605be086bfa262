using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch;

/// <summary>Runs a script's functions for one call at a time.</summary>
internal sealed class TorchScriptExecution(TorchModuleHandle module) : IScriptExecution
{
    private readonly TorchRun _run = new(module);

    public void Execute(
        int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs) =>
        TorchOutputs.Run(_run, function, inputs, keys, args, host, outputs);

    public void Cancel() => _run.Cancel();

    public void ResetCancel() => _run.ResetCancel();

    public void Dispose() => _run.Dispose();
}
