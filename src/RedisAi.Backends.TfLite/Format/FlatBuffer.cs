using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RedisAi.Backends.TfLite.Format;

/// <summary>The bytes of a flatbuffer, read only where there are any.</summary>
/// <remarks>
/// Tables and vectors may be referred to from several places, so that a short file can stand for much. Whoever goes through a file
/// has a budget: what it visits takes at most a few times as many bytes as the file has.
/// </remarks>
internal sealed class FlatBuffer
{
    private const int VisitsForEachByte = 8;

    /// <summary>No name is longer in a file that somebody made on purpose.</summary>
    private const int MaxTextBytes = 4096;

    private readonly ReadOnlyMemory<byte> _memory;
    private long _budget;

    public FlatBuffer(ReadOnlyMemory<byte> bytes)
    {
        _memory = bytes;
        _budget = ((long)bytes.Length * VisitsForEachByte) + 4096;
    }

    public int Length => _memory.Length;

    /// <summary>The table that all others hang from.</summary>
    public FlatTable Root => TableAt(0);

    public byte Byte(int place) => Bytes(place, 1)[0];

    public ushort UInt16(int place) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(place, 2));

    public int Int32(int place) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(place, 4));

    public long Int64(int place) => BinaryPrimitives.ReadInt64LittleEndian(Bytes(place, 8));

    public float Single(int place) => BinaryPrimitives.ReadSingleLittleEndian(Bytes(place, 4));

    /// <summary>The place that another place refers to.</summary>
    public int Follow(int place)
    {
        uint distance = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(place, 4));
        return distance is > 0 and <= int.MaxValue && place + (long)distance <= Length - 4L
            ? place + (int)distance
            : throw Unsound($"a way of {distance} bytes out of the file", place);
    }

    /// <summary>The table that a place refers to.</summary>
    public FlatTable TableAt(int place)
    {
        int start = Follow(place);
        long vtable = start - (long)Int32(start);
        if (vtable < 0 || vtable > Length - 4)
        {
            throw Unsound("a table without a list of its fields", start);
        }

        int length = UInt16((int)vtable);
        if (length < 4 || length % 2 != 0 || vtable + length > Length)
        {
            throw Unsound($"a list of fields of {length} bytes", (int)vtable);
        }

        int tableLength = UInt16((int)vtable + 2);
        if (tableLength < 4 || start + (long)tableLength > Length)
        {
            throw Unsound($"a table of {tableLength} bytes", start);
        }

        Spend(length + tableLength);
        return new FlatTable(this, start, tableLength, (int)vtable, length);
    }

    /// <summary>The vector that a place refers to.</summary>
    /// <param name="place">The place.</param>
    /// <param name="elementSize">The bytes of an element.</param>
    public FlatVector VectorAt(int place, int elementSize)
    {
        int start = Follow(place);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(start, 4));
        if (start + 4 + ((long)count * elementSize) > Length)
        {
            throw Unsound($"a vector of {count} elements", start);
        }

        return new FlatVector(this, start + 4, (int)count, elementSize);
    }

    public string TextAt(int place)
    {
        FlatVector text = VectorAt(place, 1);
        if (text.Count > MaxTextBytes)
        {
            throw Unsound($"a text of {text.Count} bytes", place);
        }

        Spend(text.Count);
        return Encoding.UTF8.GetString(Bytes(text.Start, text.Count));
    }

    /// <summary>Counts bytes that were visited.</summary>
    public void Spend(int bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            throw Unsound("more that refers to the same parts than any converter writes", 0);
        }
    }

    private ReadOnlySpan<byte> Bytes(int place, int count)
    {
        if (place < 0 || place > Length - count)
        {
            ThrowEnd(place);
        }

        return _memory.Span.Slice(place, count);
    }

    [DoesNotReturn]
    private void ThrowEnd(int place) => throw Unsound("nothing", place);

    private ModelLoadException Unsound(string what, int place) => new($"It is not a sound TensorFlow Lite model: there is {what} at byte {place} of {Length}.");
}
