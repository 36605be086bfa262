using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>A model whose outputs are its first input.</summary>
internal sealed class StandInModel(int inputs, int outputs) : IModelSession, IModelExecution
{
    public ModelSignature Signature { get; } = new(Specs("in", inputs), Specs("out", outputs));

    public bool IsPure => true;

    public IModelExecution CreateExecution() => this;

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = inputs[0].AddReference();
        }
    }

    public void Cancel()
    {
    }

    public void ResetCancel()
    {
    }

    public void Dispose()
    {
    }

    private static IEnumerable<TensorSpec> Specs(string name, int count) =>
        Enumerable.Range(0, count).Select(place => new TensorSpec($"{name}{place}", TensorDataType.Float32, new ShapePattern([-1])));
}
