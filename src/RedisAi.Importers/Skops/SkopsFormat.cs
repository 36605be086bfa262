using RedisAi.Backends;
using RedisAi.Importers.Reading;

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
        ReadOnlySpan<byte> name = ZipDirectory.FirstName(head);
        return name.SequenceEqual("schema.json"u8) || (name.EndsWith(".npy"u8) && name.Length > ".npy".Length && !name[..^".npy".Length].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }
}
