using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RedisAi.Tensors.Formats;

/// <summary>The header of a safetensors file that is about to be written.</summary>
/// <param name="Bytes">Length, JSON and padding: all that comes before the data. The digits of the checksum are zeros.</param>
/// <param name="ChecksumIndex">Where in <paramref name="Bytes"/>, and so in the file, these digits are.</param>
internal readonly record struct SafetensorsHeaderBytes(byte[] Bytes, int ChecksumIndex)
{
    /// <summary>Characters outside ASCII are written as they are: most readers' JSON is UTF-8, and shorter so.</summary>
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the header for tensors whose bytes follow one another in the order given.</summary>
    /// <exception cref="ArgumentException">It would be longer than the format allows.</exception>
    public static SafetensorsHeaderBytes Create(IReadOnlyList<PlannedTensor> tensors)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.GetSpan(SafetensorsHeader.LengthBytes)[..SafetensorsHeader.LengthBytes].Clear();
        buffer.Advance(SafetensorsHeader.LengthBytes);

        using Utf8JsonWriter json = new(buffer, s_options);
        json.WriteStartObject();
        int checksumEnd = WriteMetadata(json, tensors);
        WriteEntries(json, tensors);
        json.WriteEndObject();
        json.Flush();

        int padding = -buffer.WrittenCount & (SafetensorsHeader.Alignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);

        byte[] bytes = buffer.WrittenSpan.ToArray();
        int length = bytes.Length - SafetensorsHeader.LengthBytes;
        if (length > SafetensorsHeader.MaxJsonBytes)
        {
            throw new ArgumentException(
                $"The keys and shapes of {tensors.Count} tensors take {length} bytes; a safetensors file has room for {SafetensorsHeader.MaxJsonBytes}.",
                nameof(tensors));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        return new SafetensorsHeaderBytes(bytes, SafetensorsHeader.LengthBytes + checksumEnd - SnapshotMetadata.ChecksumDigits);
    }

    /// <summary>Writes the metadata and returns where in the JSON the digits of the checksum end.</summary>
    private static int WriteMetadata(Utf8JsonWriter json, IReadOnlyList<PlannedTensor> tensors)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        json.WriteString(SnapshotMetadata.Format, SnapshotMetadata.FormatVersion);
        json.WriteString(SnapshotMetadata.Checksum, SnapshotMetadata.FormatChecksum(0));
        int afterQuote = (int)(json.BytesCommitted + json.BytesPending);
        foreach (PlannedTensor tensor in tensors)
        {
            if (tensor.HoldsStrings)
            {
                json.WriteString(SnapshotMetadata.StringsKey(tensor.Key), SnapshotMetadata.FormatStrings(tensor.Encoding, tensor.Value.Shape));
            }

            if (tensor.ExpiresAt is { } time)
            {
                json.WriteString(SnapshotMetadata.ExpiresKey(tensor.Key), SnapshotMetadata.FormatExpiry(time));
            }
        }

        json.WriteEndObject();
        return afterQuote - 1;
    }

    private static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<PlannedTensor> tensors)
    {
        long position = 0;
        foreach (PlannedTensor tensor in tensors)
        {
            json.WriteStartObject(tensor.Key);
            json.WriteString("dtype", SafetensorsType.NameOf(tensor.Value.DataType));
            WriteNumbers(json, "shape", tensor.HoldsStrings ? [tensor.StoredBytes] : tensor.Value.Shape.Dimensions);
            WriteNumbers(json, "data_offsets", [position, position + tensor.StoredBytes]);
            json.WriteEndObject();
            position += tensor.StoredBytes;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
