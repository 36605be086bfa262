using System.Buffers.Binary;

namespace RedisAi.Cli.Inspecting;

/// <summary>Tells files apart by how they begin.</summary>
internal static class FileKinds
{
    private const int HeadBytes = 9;

    /// <summary>The kind of a file; a model where it is none of the others.</summary>
    public static FileKind Of(string path)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        return head is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] ? FileKind.Npy
            : path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || BeginsAsSafetensors(head, file.Length) ? FileKind.Safetensors
            : FileKind.Model;
    }

    /// <summary>The length of a header that fits into the file, and the header, which is JSON.</summary>
    private static bool BeginsAsSafetensors(ReadOnlySpan<byte> head, long length) =>
        head.Length == HeadBytes && head[^1] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= (ulong)length;
}
