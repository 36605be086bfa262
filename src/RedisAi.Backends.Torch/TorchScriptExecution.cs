using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Runs a script's functions for one call at a time.</summary>
internal sealed class TorchScriptExecution(TorchModuleHandle module) : IScriptExecution
{
    private readonly TorchRun _run = new(module);

    public void Execute(
        int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, ScriptOutputs outputs)
    {
        try
        {
            ReadOnlySpan<RaitTensor> results = _run.Run(function, inputs, keys, args, host);
            for (int i = 0; i < results.Length; i++)
            {
                outputs.Add(TorchOutputs.Take(_run, i, in results[i]), results[i].Name.Length == 0 ? null : results[i].Name.ToString());
            }
        }
        catch
        {
            _run.ClearOutputs();
            throw;
        }
        finally
        {
            _run.End();
        }
    }

    public void Cancel() => _run.Cancel();

    public void ResetCancel() => _run.ResetCancel();

    public void Dispose() => _run.Dispose();
}
