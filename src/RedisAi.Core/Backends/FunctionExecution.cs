using RedisAi.Errors;
using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Calls a model written in C#: lends it handles on the inputs, and takes its outputs over.</summary>
internal sealed class FunctionExecution(string key, FunctionModel model) : IModelExecution
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
                tensor?.End(HandleEnd.GivenAway);
            }

            foreach (AiTensor? tensor in lent)
            {
                tensor?.End(HandleEnd.WithCall);
            }
        }
    }

    /// <summary>Cancels the function's token. What the function has registered with it runs on the thread pool: the caller holds a lock.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    // The old source is not disposed: what was registered with it may still be running, and it holds nothing.
    public void ResetCancel() => _cancellation = new CancellationTokenSource();

    public void Dispose() => _cancellation.Dispose();

    private string Name => $"The function of model '{key}'";

    private void TakeOutputs(IReadOnlyList<AiTensor>? given, Span<TensorValue> outputs)
    {
        if (given is null || given.Count != outputs.Length)
        {
            throw new TensorMismatchException(
                "outputs", Counted.Of(outputs.Length, "tensor"), given is null ? "null" : $"{given.Count}",
                $"{Name} gave {(given is null ? "null" : Counted.Of(given.Count, "tensor"))}; its signature has {Counted.Of(outputs.Length, "output")}.");
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            TensorSpec spec = model.Signature.Outputs[i];
            AiTensor tensor = given[i] ?? throw new TensorMismatchException(spec.Name, spec.TypeAndShape, "null", $"{Name} gave null as its output '{spec.Name}'.");
            if (!spec.TakesType(tensor.DataType) || !spec.Shape.Accepts(tensor.Shape))
            {
                throw new TensorMismatchException(
                    spec.Name, spec.TypeAndShape, tensor.ToString(), $"{Name} gave {tensor} as its output '{spec.Name}', which is declared as {spec.TypeAndShape}.");
            }

            if (!tensor.TryLease(out outputs[i]))
            {
                throw new TensorMismatchException(
                    spec.Name, spec.TypeAndShape, "a disposed tensor", $"{Name} gave a disposed tensor as its output '{spec.Name}'; outputs are given away: return Share() of what you keep.");
            }
        }
    }
}
