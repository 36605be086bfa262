namespace RedisAi.Backends.TfLite;

/// <summary>Tells TensorFlow Lite's models from other files.</summary>
internal static class TfLiteFormat
{
    /// <summary>What the fifth to eighth byte of a model are.</summary>
    public static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    /// <summary>By its name, or by how it begins.</summary>
    public static bool IsTfLite(ModelContent content) =>
        Path.GetExtension(content.Path ?? "").Equals(".tflite", StringComparison.OrdinalIgnoreCase) || HasIdentifier(content.Head.Span);

    public static bool HasIdentifier(ReadOnlySpan<byte> start) => start.Length >= 8 && start[4..8].SequenceEqual(Identifier);
}
