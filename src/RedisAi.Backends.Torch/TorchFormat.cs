namespace RedisAi.Backends.Torch;

/// <summary>Tells TorchScript archives from other files.</summary>
internal static class TorchFormat
{
    private static readonly string[] s_extensions = [".pt", ".pth", ".ts", ".torchscript", ".jit", ".ptc"];

    /// <summary>By its name, or by how it begins.</summary>
    public static bool IsTorchScript(ModelContent content)
    {
        string extension = Path.GetExtension(content.Path ?? "");
        return Array.Exists(s_extensions, known => known.Equals(extension, StringComparison.OrdinalIgnoreCase)) || StartsAsArchive(content.Head.Span);
    }

    /// <summary>
    /// A zip whose first entry is the pickled module, <c>NAME/data.pkl</c>, as PyTorch writes it. A file of weights alone begins alike, and is
    /// refused when it is loaded.
    /// </summary>
    private static bool StartsAsArchive(ReadOnlySpan<byte> head)
    {
        const int HeaderBytes = 30;
        const int NameLengthAt = 26;
        if (head.Length < HeaderBytes || !head.StartsWith("PK\u0003\u0004"u8))
        {
            return false;
        }

        int length = head[NameLengthAt] | (head[NameLengthAt + 1] << 8);
        ReadOnlySpan<byte> name = head[HeaderBytes..Math.Min(HeaderBytes + length, head.Length)];
        return name.EndsWith("/data.pkl"u8) || name.EndsWith("/constants.pkl"u8) || name.IndexOf("/code/"u8) >= 0;
    }
}
