using RedisAi.Errors;

namespace RedisAi;

/// <summary>A tensor is not of the type or shape that is needed.</summary>
public sealed class TensorMismatchException : RedisAiException
{
    private string? _subject;

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

    /// <summary>Gets which tensor it is, what is needed and what came, in a sentence.</summary>
    public override string Message => _subject is null ? base.Message : $"{_subject} failed: {base.Message}";

    /// <summary>Gets whether it is the state of a session that does not fit, as the store has it or as a run has given it, and not what the caller gave.</summary>
    /// <value>The default is <see langword="false"/>. True also where the call has another number of rows than the state of its session.</value>
    public bool IsState { get; init; }

    /// <summary>Gets which tensor it is: the name of an input or output, or a key.</summary>
    public string Name { get; }

    /// <summary>Gets the type, shape or number that is needed, as in <c>Float32[-1,576]</c>.</summary>
    public string Expected { get; }

    /// <summary>Gets the type, shape or number that came.</summary>
    public string Actual { get; }

    /// <summary>Says what ran, where a backend cannot know. The first word counts.</summary>
    /// <param name="subject">What a sentence calls it, as in <c>model 'vad'</c>.</param>
    internal void SetSubject(string subject) => _subject ??= ErrorSubject.AtStart(subject);
}
