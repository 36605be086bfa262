namespace RedisAi.Tensors.Formats;

/// <summary>What is being read, named in the sentence that says why it cannot be.</summary>
/// <param name="Name">The subject of that sentence.</param>
internal readonly record struct FormatSource(string Name)
{
    /// <summary>How much of a text from the file goes into a sentence: a faulty file may have names of megabytes.</summary>
    private const int MaxQuoted = 100;

    /// <summary>A stream that the caller opened.</summary>
    public static FormatSource Stream { get; } = new("The stream");

    /// <summary>A file.</summary>
    public static FormatSource File(string path) => new($"The file '{path}'");

    /// <summary>The error for contents that are not what the format asks for.</summary>
    /// <param name="reason">What is wrong, with what was expected and what was found; ends with a full stop.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public InvalidDataException Unreadable(string reason, Exception? inner = null) => new($"{Name} cannot be read: {reason}", inner);

    /// <summary>A text from the file, to be shown in a sentence.</summary>
    public static string Quote(string text) => text.Length <= MaxQuoted ? $"'{text}'" : $"'{text[..MaxQuoted]}…'";

    /// <summary>Makes a shape of lengths that a file claims.</summary>
    /// <param name="subject">Whose shape it is.</param>
    /// <param name="dimensions">Not negative.</param>
    /// <param name="elementBytes">The size of an element; the size of all of them must fit into 64 bits as well.</param>
    /// <exception cref="InvalidDataException">There are too many axes or elements.</exception>
    public TensorShape Shape(string subject, ReadOnlySpan<long> dimensions, long elementBytes)
    {
        if (dimensions.Length > TensorShape.MaxRank)
        {
            throw Unreadable($"{subject} has {dimensions.Length} axes; {TensorShape.MaxRank} are allowed.");
        }

        UInt128 bytes = (UInt128)Math.Max(elementBytes, 1);
        foreach (long length in dimensions)
        {
            // As in TensorShape, a length of 0 does not excuse the others.
            bytes *= (ulong)Math.Max(length, 1);
            if (bytes > long.MaxValue)
            {
                throw Unreadable($"{subject} has the shape {TensorShape.Format(dimensions)}, whose size does not fit into 64 bits.");
            }
        }

        return TensorShape.Create(dimensions);
    }
}
