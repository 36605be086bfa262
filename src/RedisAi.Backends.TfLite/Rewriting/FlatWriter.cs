using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>Writes new parts of a flatbuffer in front of an old one, whose parts they may refer to: all ways in such a file lead forward.</summary>
internal sealed class FlatWriter
{
    /// <summary>Weights in the old file stay where they were, seen from a cache line.</summary>
    private const int Alignment = 64;

    private readonly List<byte> _bytes = [0, 0, 0, 0, .. TfLiteFormat.Identifier];
    private readonly List<(int Place, int Target)> _intoOld = [];

    /// <summary>Writes all, from the root on.</summary>
    /// <param name="root">Writes the root table.</param>
    /// <param name="old">The old file.</param>
    public byte[] Finish(Func<FlatWriter, int> root, ReadOnlySpan<byte> old)
    {
        Put(0, root(this));
        Align(Alignment, 0);
        foreach ((int place, int target) in _intoOld)
        {
            Put(place, _bytes.Count + target - place);
        }

        return [.. _bytes, .. old];
    }

    /// <summary>Writes a table, then what it refers to.</summary>
    /// <returns>Where it begins.</returns>
    public int Table(ReadOnlySpan<FlatField> fields)
    {
        int listLength = 4 + (2 * fields.Length);
        Span<int> offsets = stackalloc int[fields.Length];
        int length = 4;
        for (int i = 0; i < fields.Length; i++)
        {
            int size = Math.Max(1, fields[i].Size);
            length = (length + size - 1) / size * size;
            offsets[i] = fields[i].Size > 0 ? length : 0;
            length += fields[i].Size;
        }

        Align(8, listLength);
        int list = _bytes.Count;
        Add(new byte[listLength + length]);
        int start = list + listLength;
        PutShort(list, listLength);
        PutShort(list + 2, length);
        Put(start, start - list);
        for (int i = 0; i < fields.Length; i++)
        {
            PutShort(list + 4 + (2 * i), offsets[i]);
            if (fields[i].Size == 1)
            {
                _bytes[start + offsets[i]] = (byte)fields[i].Number;
            }
            else if (fields[i].Size == 4)
            {
                Put(start + offsets[i], fields[i].Number);
            }
        }

        for (int i = 0; i < fields.Length; i++)
        {
            Refer(start + offsets[i], fields[i]);
        }

        return start;
    }

    /// <summary>Writes a vector of tables.</summary>
    public int Tables(IReadOnlyList<FlatField> tables)
    {
        Align(4, 0);
        int start = _bytes.Count;
        Add(new byte[4 + (4 * tables.Count)]);
        Put(start, tables.Count);
        for (int i = 0; i < tables.Count; i++)
        {
            Refer(start + 4 + (4 * i), tables[i]);
        }

        return start;
    }

    /// <summary>Writes a vector of bytes, a text among them: it ends in a zero that does not count.</summary>
    public int Bytes(ReadOnlySpan<byte> bytes)
    {
        Align(16, 4);
        int start = _bytes.Count;
        Add(new byte[4]);
        Put(start, bytes.Length);
        Add(bytes);
        _bytes.Add(0);
        return start;
    }

    /// <summary>Writes a vector of numbers.</summary>
    public int Int32s(ReadOnlySpan<int> numbers)
    {
        Align(4, 0);
        int start = _bytes.Count;
        Add(new byte[4 + (4 * numbers.Length)]);
        Put(start, numbers.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            Put(start + 4 + (4 * i), numbers[i]);
        }

        return start;
    }

    private void Refer(int place, FlatField field)
    {
        if (field.Old > 0)
        {
            _intoOld.Add((place, field.Old));
        }
        else if (field.New is { } writes)
        {
            Put(place, writes(this) - place);
        }
    }

    private void Add(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>Fills up until what comes after so many bytes is aligned.</summary>
    private void Align(int size, int ahead)
    {
        while ((_bytes.Count + ahead) % size != 0)
        {
            _bytes.Add(0);
        }
    }

    private void Put(int place, int number) => BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[place..], number);

    private void PutShort(int place, int number) => BinaryPrimitives.WriteUInt16LittleEndian(CollectionsMarshal.AsSpan(_bytes)[place..], checked((ushort)number));
}
