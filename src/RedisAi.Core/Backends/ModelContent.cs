using System.Runtime.InteropServices;

namespace RedisAi.Backends;

/// <summary>A model as a backend gets it: a file, or bytes.</summary>
public sealed class ModelContent
{
    /// <summary>How many bytes at the start are read to see what a file is.</summary>
    internal const int HeadLength = 4096;

    /// <summary>What messages call it, where it was imported.</summary>
    private string? _name;

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

    /// <summary>Opens the model for reading, from its start; the caller disposes the stream.</summary>
    /// <exception cref="ModelLoadException">The file cannot be read.</exception>
    public Stream OpenRead()
    {
        if (Path is null)
        {
            return MemoryMarshal.TryGetArray(Bytes, out ArraySegment<byte> bytes)
                ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
                : new MemoryStream(Bytes.ToArray(), writable: false);
        }

        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"The model file '{Path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>What an importer has made of a model, which messages call by its old name.</summary>
    internal static ModelContent Imported(ModelContent original, ReadOnlyMemory<byte> bytes) =>
        new(null, bytes, bytes[..Math.Min(bytes.Length, HeadLength)], null) { Key = original.Key, _name = original.ToString() };

    /// <summary>The key under which it is stored, for messages; empty when nobody said.</summary>
    internal string Key { get; set; } = "";

    /// <summary>What the function backend runs.</summary>
    internal object? Function { get; }

    /// <summary>Returns the path, or how many bytes there are; for messages.</summary>
    public override string ToString() => _name ?? Path ?? (Function is null ? $"a model of {Bytes.Length} bytes" : "a function");
}
