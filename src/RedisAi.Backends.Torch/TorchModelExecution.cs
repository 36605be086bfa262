using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch;

/// <summary>Runs a TorchScript model for one call at a time.</summary>
internal sealed class TorchModelExecution(TorchModuleHandle module, ModelSignature signature) : IOpenModelExecution
{
    private const int Forward = 0;

    private readonly TorchRun _run = new(module);

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        try
        {
            ReadOnlySpan<RaitTensor> results = _run.Run(Forward, inputs, [], [], host: null);
            if (results.Length != outputs.Length)
            {
                throw new BackendException(TorchError.BackendName, 0, $"The method 'forward' gave {results.Length} tensors; its signature has {outputs.Length} outputs.");
            }

            for (int i = 0; i < results.Length; i++)
            {
                outputs[i] = TorchOutputs.Take(_run, i, in results[i]);
                if (outputs[i].IsEmpty && !signature.Outputs[i].IsOptional)
                {
                    throw new BackendException(TorchError.BackendName, 0, $"The method 'forward' gave None as its output '{signature.Outputs[i].Name}'.");
                }
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

    public void Execute(ReadOnlySpan<TensorValue> inputs, RunOutputs outputs) => TorchOutputs.Run(_run, Forward, inputs, [], [], host: null, outputs);

    public void Cancel() => _run.Cancel();

    public void ResetCancel() => _run.ResetCancel();

    public void Dispose() => _run.Dispose();
}
