namespace RedisAi.Backends;

/// <summary>A model as a backend gets it: a file, or bytes.</summary>
public sealed class ModelContent
{
    /// <summary>How many bytes at the start are read to see what a file is.</summary>
    internal const int HeadLength = 4096;

    internal ModelContent(string? path, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> head, object? function)
    {
        Path = path;
        Bytes = bytes;
        Head = head;
        Function = function;
    }

    /// <summary>Gets the full path of the file; null when the model came as bytes.</summary>
    public string? Path { get; }

    /// <summary>Gets the bytes of a model that came as such; empty when there is a <see cref="Path"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Gets the first bytes, at most 4096, wherever the model came from.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>Gets whether it begins as a zip archive does, which TorchScript models are.</summary>
    public bool IsZip => Head.Span.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The key under which it is stored, for messages; empty when nobody said.</summary>
    internal string Key { get; set; } = "";

    /// <summary>What the function backend runs.</summary>
    internal object? Function { get; }

    /// <summary>Returns the path, or how many bytes there are; for messages.</summary>
    public override string ToString() => Path ?? (Function is null ? $"a model of {Bytes.Length} bytes" : "a function");
}
