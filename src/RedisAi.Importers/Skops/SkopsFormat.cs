using System.Buffers.Binary;
using RedisAi.Backends;

namespace RedisAi.Importers.Skops;

/// <summary>Tells archives of skops that are too damaged to say what they hold.</summary>
internal static class SkopsFormat
{
    private const string Extension = ".skops";

    /// <summary>Whether a file is called one, and is no pickle, which begins with the number of its protocol.</summary>
    public static bool IsNamedSo(ModelContent content) =>
        Extension.Equals(Path.GetExtension(content.Path), StringComparison.OrdinalIgnoreCase) && content.Head.Span is not [0x80, ..];

    /// <summary>Whether the first entry is one that such an archive begins with: its description, or an array, which is called by its number.</summary>
    public static bool StartsAsArchive(ReadOnlySpan<byte> head)
    {
        const int HeaderBytes = 30;
        const int NameLengthAt = 26;
        if (head.Length < HeaderBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(head[NameLengthAt..]);
        ReadOnlySpan<byte> name = head[HeaderBytes..Math.Min(HeaderBytes + length, head.Length)];
        return name.SequenceEqual("schema.json"u8) || (name.EndsWith(".npy"u8) && name.Length > ".npy".Length && !name[..^".npy".Length].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }
}
