namespace RedisAi;

/// <summary>A tensor is not of the type or shape that is needed.</summary>
public sealed class TensorMismatchException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="name">Which tensor: the name of an input or output, or a key.</param>
    /// <param name="expected">The type, shape or number that is needed.</param>
    /// <param name="actual">The type, shape or number that came.</param>
    /// <param name="message">The sentence that says so.</param>
    public TensorMismatchException(string name, string expected, string actual, string message)
        : base(message)
    {
        Name = name;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>Gets which tensor it is: the name of an input or output, or a key.</summary>
    public string Name { get; }

    /// <summary>Gets the type, shape or number that is needed, as in <c>Float32[-1,576]</c>.</summary>
    public string Expected { get; }

    /// <summary>Gets the type, shape or number that came.</summary>
    public string Actual { get; }
}
