namespace RedisAi.Tensors.Formats;

/// <summary>One tensor in the header of a safetensors file: right in itself, its bytes are as many as its shape takes.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="DataType">The type of its elements.</param>
/// <param name="Shape">The lengths of its axes.</param>
/// <param name="Begin">Where its bytes start, counted from the end of the header.</param>
/// <param name="End">Where its bytes end, counted from the end of the header.</param>
internal readonly record struct SafetensorsEntry(string Name, TensorDataType DataType, TensorShape Shape, long Begin, long End)
{
    /// <summary>The number of its bytes.</summary>
    public long ByteLength => End - Begin;
}
