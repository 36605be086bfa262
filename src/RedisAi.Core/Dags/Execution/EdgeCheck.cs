using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>What an input of a node takes, compared with what comes: before the run where that is known, else when the value arrives.</summary>
/// <param name="edge">The beginning of the sentence: which edge it is.</param>
/// <param name="name">The name of the input.</param>
/// <param name="taken">What is taken.</param>
internal sealed class EdgeCheck(string edge, string name, TensorSpec taken)
{
    // The shape last accepted: shapes that come again are the same object.
    private TensorShape? _accepted;

    /// <summary>The beginning of the sentence on an edge between nodes.</summary>
    public static string Between(string value, string input, string node) => $"Edge '{value}' to input '{input}' of node '{node}'";

    /// <summary>The beginning of the sentence on a value of which something was said.</summary>
    public static string Of(string value) => $"Value '{value}'";

    /// <summary>The sentence.</summary>
    public static string Sentence(string edge, string taken, string actual) => $"{edge}: {taken} is taken, and {actual} comes.";

    /// <summary>Checks what has come.</summary>
    /// <exception cref="TensorMismatchException">It is something else.</exception>
    public void ThrowIfOther(in TensorValue value)
    {
        bool fits = taken.TakesType(value.DataType);
        if (fits && (ReferenceEquals(_accepted, value.Shape) || taken.Shape.Accepts(value.Shape)))
        {
            _accepted = value.Shape;
            return;
        }

        string actual = $"{value.DataType}{value.Shape}";
        throw new TensorMismatchException(name, taken.TypeAndShape, actual, Sentence(edge, taken.TypeAndShape, actual));
    }
}
