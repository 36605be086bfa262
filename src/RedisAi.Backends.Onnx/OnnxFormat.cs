namespace RedisAi.Backends.Onnx;

/// <summary>Tells ONNX models from other files.</summary>
internal static class OnnxFormat
{
    private const string LoadFormatKey = "session.load_model_format";

    /// <summary>By its name, or by how it begins.</summary>
    public static bool IsOnnx(ModelContent content)
    {
        string extension = Path.GetExtension(content.Path ?? "");
        return extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".ort", StringComparison.OrdinalIgnoreCase)
            || StartsAsModel(content.Head.Span);
    }

    /// <summary>Whether the runtime takes it for its own format, by its rules: what it is told, else the name of a file, else how bytes begin.</summary>
    public static bool IsReadAsOrt(ModelContent content, OnnxModelOptions options)
    {
        if (options.ConfigEntries.TryGetValue(LoadFormatKey, out string? format) && format.Length > 0)
        {
            return format == "ORT";
        }

        return content.Path is { } path ? path.EndsWith(".ort", StringComparison.OrdinalIgnoreCase) : HasOrtMark(content.Bytes.Span);
    }

    /// <summary>
    /// A model in protobuf begins, as all writers do it, with its first field, ir_version: field 1, a small number. Then comes another
    /// field of ModelProto. ONNX Runtime's own format has ORTM at its fifth byte.
    /// </summary>
    private static bool StartsAsModel(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
        {
            return false;
        }

        if (HasOrtMark(head))
        {
            return true;
        }

        // Fields 2, 3, 4, 6, 7, 8 and 14 as text or message, 5 as a number; field 14 has a tag of 0x72.
        return head[0] == 0x08 && head[1] is > 0 and < 0x40 && head[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42 or 0x72;
    }

    private static bool HasOrtMark(ReadOnlySpan<byte> start) => start.Length > 8 && start[4..8].SequenceEqual("ORTM"u8);
}
