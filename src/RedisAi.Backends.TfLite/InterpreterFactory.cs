using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.TfLite;

/// <summary>Makes the interpreters of a model, each for one combination of input shapes.</summary>
/// <param name="model">The model, which outlives this.</param>
/// <param name="facts">What the file says of it.</param>
/// <param name="threads">How many threads a run may use.</param>
/// <param name="xnnpack">Whether XNNPACK computes what it can.</param>
internal sealed class InterpreterFactory(TfLiteModelHandle model, GraphFacts facts, int threads, bool xnnpack)
{
    /// <summary>Makes one for the shapes that the file has.</summary>
    public Interpreter Create() => Create(facts.InputShapes);

    public Interpreter Create(ReadOnlySpan<TensorValue> inputs)
    {
        TensorShape[] shapes = new TensorShape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        return Create(shapes);
    }

    private Interpreter Create(TensorShape[] shapes)
    {
        ThrowIfTooLarge(shapes);
        Interpreter interpreter = new(InterpreterHandle.Create(model, threads, xnnpack), facts);
        try
        {
            interpreter.Prepare(shapes);
            return interpreter;
        }
        catch
        {
            interpreter.Dispose();
            throw;
        }
    }

    /// <summary>The library ends the process when it finds no memory, so what cannot have enough is not asked for.</summary>
    private void ThrowIfTooLarge(TensorShape[] shapes)
    {
        double rows = 1;
        for (int i = 0; i < shapes.Length; i++)
        {
            double declared = Math.Max(1.0, facts.InputShapes[i].ElementCount);
            rows = Math.Max(rows, shapes[i].ElementCount / declared);
            foreach (long length in shapes[i])
            {
                if (length > int.MaxValue)
                {
                    throw new BackendException(TfLiteLibrary.BackendName, 0, $"The input '{facts.Signature.Inputs[i].Name}' is {shapes[i]}; no length may be above {int.MaxValue}.");
                }
            }
        }

        double bytes = rows * facts.ActivationBytes;
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            throw new BackendException(TfLiteLibrary.BackendName, 0, $"A run on {string.Join(", ", shapes.AsEnumerable())} takes up to {bytes:F0} bytes, which this machine does not have.");
        }
    }
}
