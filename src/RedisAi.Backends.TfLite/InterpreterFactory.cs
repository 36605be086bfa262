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
        MemoryEstimate.Check(facts, shapes);
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
}
