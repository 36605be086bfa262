namespace RedisAi.Backends.Onnx;

/// <summary>A field as it lies in protobuf.</summary>
/// <param name="Field">Its number.</param>
/// <param name="Start">Where it starts, with its number.</param>
/// <param name="HasContent">Whether it is a text or message, whose content comes next.</param>
internal readonly record struct ProtobufField(int Field, long Start, bool HasContent)
{
    /// <summary>Where it ends, and its content with it.</summary>
    public long End { get; init; }

    /// <summary>The number that it holds, if it is one of variable length; 0 otherwise.</summary>
    public ulong Number { get; init; }
}
