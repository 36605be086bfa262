using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Calls a model written in C#: lends it handles on the inputs, and takes its outputs over.</summary>
internal sealed class FunctionExecution(FunctionModel model) : IModelExecution
{
    private CancellationTokenSource _cancellation = new();

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        AiTensor?[] lent = new AiTensor?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            lent[i] = inputs[i].IsEmpty ? null : new AiTensor(inputs[i].AddReference());
        }

        IReadOnlyList<AiTensor>? given = null;
        try
        {
            NestedRuns.Enter();
            given = model.Function(lent!, _cancellation.Token);
            TakeOutputs(given, outputs);
        }
        finally
        {
            NestedRuns.Exit();
            // An output may be one of the inputs, or come twice: disposing a handle again does nothing, and each output took its own reference.
            foreach (AiTensor? tensor in given ?? [])
            {
                tensor?.Dispose();
            }

            foreach (AiTensor? tensor in lent)
            {
                tensor?.Dispose();
            }
        }
    }

    /// <summary>Cancels the function's token. What the function has registered with it runs on the thread pool: the caller holds a lock.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    // The old source is not disposed: what was registered with it may still be running, and it holds nothing.
    public void ResetCancel() => _cancellation = new CancellationTokenSource();

    public void Dispose() => _cancellation.Dispose();

    private void TakeOutputs(IReadOnlyList<AiTensor>? given, Span<TensorValue> outputs)
    {
        if (given is null || given.Count != outputs.Length)
        {
            throw new TensorMismatchException(
                "outputs", $"{outputs.Length} tensors", $"{given?.Count ?? 0}", $"The function gave {given?.Count ?? 0} tensors; its signature has {outputs.Length} outputs.");
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            TensorSpec spec = model.Signature.Outputs[i];
            AiTensor tensor = given[i] ?? throw new TensorMismatchException(spec.Name, spec.TypeAndShape, "null", $"The function gave null as its output '{spec.Name}'.");
            if ((spec.DataType != TensorDataType.Undefined && spec.DataType != tensor.DataType) || !spec.Shape.Accepts(tensor.Shape))
            {
                throw new TensorMismatchException(
                    spec.Name, spec.TypeAndShape, tensor.ToString(), $"The function gave {tensor} as its output '{spec.Name}', which is declared as {spec.TypeAndShape}.");
            }

            outputs[i] = tensor.Lease();
        }
    }
}
