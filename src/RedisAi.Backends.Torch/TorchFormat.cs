namespace RedisAi.Backends.Torch;

/// <summary>Tells TorchScript archives from other files.</summary>
internal static class TorchFormat
{
    private static readonly string[] s_extensions = [".pt", ".pth", ".ts", ".torchscript", ".jit", ".ptc"];

    /// <summary>By its name, or by how it begins.</summary>
    public static bool IsTorchScript(ModelContent content)
    {
        string extension = Path.GetExtension(content.Path ?? "");
        return Array.Exists(s_extensions, known => known.Equals(extension, StringComparison.OrdinalIgnoreCase)) || (content.IsZip && StartsAsArchive(content.Head.Span));
    }

    /// <summary>
    /// A zip as PyTorch writes it, whose first entry is a file that was added to the module, <c>NAME/extra/…</c>, or the first of its weights,
    /// <c>NAME/data/0</c>, or without weights the pickled module, <c>NAME/data.pkl</c>. A file of weights alone begins with that, too, and is refused
    /// when it is loaded.
    /// </summary>
    private static bool StartsAsArchive(ReadOnlySpan<byte> head)
    {
        const int HeaderBytes = 30;
        const int NameLengthAt = 26;
        if (head.Length < HeaderBytes)
        {
            return false;
        }

        int length = head[NameLengthAt] | (head[NameLengthAt + 1] << 8);
        ReadOnlySpan<byte> name = head[HeaderBytes..Math.Min(HeaderBytes + length, head.Length)];
        return name.EndsWith("/data.pkl"u8) || name.EndsWith("/constants.pkl"u8) || name.IndexOf("/data/"u8) >= 0 || name.IndexOf("/extra/"u8) >= 0 || name.IndexOf("/code/"u8) >= 0;
    }
}
