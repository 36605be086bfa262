namespace RedisAi.MLflow.Flavours;

/// <summary>How files begin, which tells formats apart whatever they are called.</summary>
internal static class FileHead
{
    /// <summary>A zip archive, such as of skops or PyTorch.</summary>
    public const string Zip = "PK\u0003\u0004";

    private const int Bytes = 4;

    /// <summary>Reads the first bytes of a file; fewer where it is shorter.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] head = new byte[Bytes];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Whether a file begins with some ASCII text.</summary>
    public static bool Begins(ReadOnlySpan<byte> head, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i >= head.Length || head[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is a pickle by itself, which begins with the number of its protocol.</summary>
    public static bool IsPickle(ReadOnlySpan<byte> head) => head is [0x80, >= 2 and <= 5, ..];
}
