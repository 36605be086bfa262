using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Importers.Onnx;

/// <summary>Writes fields of protobuf messages, one after the other, into one growing buffer.</summary>
/// <remarks>A message within another is written in place: room for its length is left, and the length is padded to fill it, which the format allows.</remarks>
/// <param name="capacity">About how many bytes there will be, so that large ones are not copied again and again.</param>
internal sealed class ProtobufWriter(int capacity = 4096)
{
    /// <summary>Bytes of a padded length: five groups of seven bits are enough for any 32-bit length.</summary>
    private const int LengthBytes = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    // ArrayBufferWriter shows what is written only for reading; the lengths are filled in through the array beneath.
    private readonly List<(int At, int Length)> _lengths = [];

    public void Number(int field, long value)
    {
        Varint((ulong)((uint)field << 3));
        Varint((ulong)value);
    }

    public void Single(int field, float value)
    {
        Varint(((uint)field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Text(int field, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Begin(field, length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Begin(field, value.Length);
        _buffer.Write(value);
    }

    /// <summary>Writes bytes that are made in their place.</summary>
    public void Bytes(int field, int length, Action<Span<byte>> fill)
    {
        Begin(field, length);
        fill(_buffer.GetSpan(length)[..length]);
        _buffer.Advance(length);
    }

    /// <summary>Writes numbers as one packed field.</summary>
    public void Packed(int field, ReadOnlySpan<float> values)
    {
        // The hosts that are supported are little-endian, as the format is.
        Bytes(field, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes numbers as one packed field.</summary>
    public void Packed(int field, ReadOnlySpan<long> values)
    {
        int length = 0;
        foreach (long value in values)
        {
            length += VarintLength((ulong)value);
        }

        Begin(field, length);
        foreach (long value in values)
        {
            Varint((ulong)value);
        }
    }

    /// <summary>Begins a message within this one; <see cref="End"/> with what this gives ends it.</summary>
    public int BeginMessage(int field)
    {
        Varint(((uint)field << 3) | 2);
        int at = _buffer.WrittenCount;
        _buffer.GetSpan(LengthBytes);
        _buffer.Advance(LengthBytes);
        return at;
    }

    public void End(int message) => _lengths.Add((message, _buffer.WrittenCount - message - LengthBytes));

    /// <summary>The message. Nothing is written after this.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        MemoryMarshal.TryGetArray(_buffer.WrittenMemory, out ArraySegment<byte> written);
        foreach ((int at, int length) in _lengths)
        {
            for (int i = 0; i < LengthBytes; i++)
            {
                byte more = (byte)(i < LengthBytes - 1 ? 0x80 : 0);
                written[at + i] = (byte)(((length >> (7 * i)) & 0x7F) | more);
            }
        }

        return _buffer.WrittenMemory;
    }

    private static int VarintLength(ulong value)
    {
        int length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }

    private void Begin(int field, int length)
    {
        Varint(((uint)field << 3) | 2);
        Varint((ulong)length);
    }

    private void Varint(ulong value)
    {
        Span<byte> span = _buffer.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _buffer.Advance(length);
    }
}
