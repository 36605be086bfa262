using System.Buffers.Binary;
using System.Text;
using RedisAi.Tensors.Formats;

namespace RedisAi.Importers.Reading;

/// <summary>An array as an .npy file holds it. Immutable.</summary>
internal sealed class NpyArray
{
    private const int PrefixBytes = 8;
    private const int MaxHeaderBytes = 1 << 16;
    private const int MaxAxes = 32;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly bool _fortranOrder;
    private readonly string _name;

    private NpyArray(string name, NpyType type, long[] shape, bool fortranOrder, ReadOnlyMemory<byte> data, int count)
    {
        (_name, Type, Shape, _fortranOrder, _data, Count) = (name, type, shape, fortranOrder, data, count);
    }

    public NpyType Type { get; }

    /// <summary>The lengths of the axes.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>Reads a file. The array keeps the bytes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelLoadException">It is no .npy file, is damaged, or holds Python objects.</exception>
    public static NpyArray Read(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < PrefixBytes + 4 || bytes[0] != 0x93 || !bytes[1..].StartsWith("NUMPY"u8) || bytes[6] is not (1 or 2 or 3))
        {
            throw Bad(name, "it does not start as an .npy file does");
        }

        bool wide = bytes[6] > 1;
        long length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[PrefixBytes..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[PrefixBytes..]);
        int start = PrefixBytes + (wide ? 4 : 2);
        if (length > MaxHeaderBytes || start + length > bytes.Length)
        {
            throw Bad(name, $"its header is said to have {length} bytes");
        }

        try
        {
            NpyHeaderFacts header = new NpyHeaderText(bytes.Slice(start, (int)length)).Read();
            NpyType type = header.Descr is { } descr ? NpyType.Parse(descr) : NpyType.OfRecords(header.Fields);
            return header.Shape.Length <= MaxAxes
                ? Create(name, type, header.Shape, header.FortranOrder, file[(start + (int)length)..])
                : throw Bad(name, $"it has {header.Shape.Length} axes, more than {MaxAxes}");
        }
        catch (FormatException error)
        {
            throw Bad(name, error.Message);
        }
    }

    /// <summary>The elements as doubles, the last axis fastest.</summary>
    /// <exception cref="ModelLoadException">They are no numbers.</exception>
    public double[] ToDoubles()
    {
        double[] values = new double[Count];
        ReadOnlySpan<byte> data = _data.Span;
        int size = Type.Size;
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * size, size);
            values[i] = Type.Kind switch
            {
                'f' when size == 8 => Type.BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element),
                'f' when size == 4 => Type.BigEndian ? BinaryPrimitives.ReadSingleBigEndian(element) : BinaryPrimitives.ReadSingleLittleEndian(element),
                'f' => (double)(Type.BigEndian ? BinaryPrimitives.ReadHalfBigEndian(element) : BinaryPrimitives.ReadHalfLittleEndian(element)),
                'u' when size == 8 => (ulong)Whole(element),
                'b' or 'i' or 'u' => Whole(element),
                _ => throw Bad(_name, "its elements are no numbers"),
            };
        }

        return RowMajor(values);
    }

    /// <summary>The elements as whole numbers, the last axis fastest.</summary>
    /// <exception cref="ModelLoadException">They are no whole numbers.</exception>
    public long[] ToInt64s()
    {
        if (Type.Kind is not ('b' or 'i' or 'u'))
        {
            throw Bad(_name, "its elements are no whole numbers");
        }

        long[] values = new long[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Whole(_data.Span.Slice(i * Type.Size, Type.Size));
        }

        return RowMajor(values);
    }

    /// <summary>The elements as texts, the last axis fastest.</summary>
    /// <exception cref="ModelLoadException">They are no texts.</exception>
    public string[] ToTexts()
    {
        if (Type.Kind is not ('U' or 'S'))
        {
            throw Bad(_name, "its elements are no texts");
        }

        Encoding encoding = Type.Kind == 'S' ? Encoding.Latin1 : Type.BigEndian ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32;
        string[] values = new string[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = encoding.GetString(_data.Span.Slice(i * Type.Size, Type.Size)).TrimEnd('\0');
        }

        return RowMajor(values);
    }

    /// <summary>A field of the records, as an array of its own of the same shape (with one more axis for a field of several elements).</summary>
    /// <exception cref="ModelLoadException">There is no such field.</exception>
    public NpyArray Field(string name)
    {
        NpyField field = Type.Fields.FirstOrDefault(field => field.Name == name) ?? throw Bad(_name, $"its records have no field '{name}'");
        int size = field.Count * field.Type.Size;
        byte[] data = new byte[Count * size];
        for (int i = 0; i < Count; i++)
        {
            _data.Span.Slice((i * Type.Size) + field.Offset, size).CopyTo(data.AsSpan(i * size));
        }

        long[] shape = field.Count == 1 ? [.. Shape] : [.. Shape, field.Count];
        return new NpyArray($"{_name}, field '{name}'", field.Type, shape, _fortranOrder && field.Count == 1, data, Count * field.Count);
    }

    /// <summary>Whether records have a field.</summary>
    public bool HasField(string name) => Type.Fields.Any(field => field.Name == name);

    private static NpyArray Create(string name, NpyType type, long[] shape, bool fortranOrder, ReadOnlyMemory<byte> data)
    {
        long count = 1;
        foreach (long axis in shape)
        {
            // The product is kept below what a file can hold, so that it cannot overflow.
            count = axis <= Array.MaxLength ? count * axis : long.MaxValue;
            if (count > Array.MaxLength)
            {
                throw Bad(name, $"its shape is ({string.Join(", ", shape)}), and it has {data.Length} bytes");
            }
        }

        return count * type.Size == data.Length || (type.Size == 0 && count <= data.Length + 1_000_000L && data.IsEmpty)
            ? new NpyArray(name, type, shape, fortranOrder && shape.Length > 1, data, (int)count)
            : throw Bad(name, $"its shape is ({string.Join(", ", shape)}) of {type.Size} bytes each, and it has {data.Length} bytes");
    }

    private static ModelLoadException Bad(string name, string reason) => new($"The array '{name}' cannot be read: {reason}.");

    private long Whole(ReadOnlySpan<byte> element) => Type.Size switch
    {
        1 => Type.Kind == 'i' ? (sbyte)element[0] : element[0],
        2 => Type.BigEndian ? Signed16(BinaryPrimitives.ReadUInt16BigEndian(element)) : Signed16(BinaryPrimitives.ReadUInt16LittleEndian(element)),
        4 => Type.BigEndian ? Signed32(BinaryPrimitives.ReadUInt32BigEndian(element)) : Signed32(BinaryPrimitives.ReadUInt32LittleEndian(element)),
        _ => Type.BigEndian ? BinaryPrimitives.ReadInt64BigEndian(element) : BinaryPrimitives.ReadInt64LittleEndian(element),
    };

    private long Signed16(ushort value) => Type.Kind == 'i' ? (short)value : value;

    private long Signed32(uint value) => Type.Kind == 'i' ? (int)value : value;

    /// <summary>Puts elements whose first axis is fastest into the usual order.</summary>
    private T[] RowMajor<T>(T[] values)
    {
        if (!_fortranOrder)
        {
            return values;
        }

        T[] result = new T[values.Length];
        long[] index = new long[Shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            long at = 0;
            for (int axis = 0; axis < index.Length; axis++)
            {
                at = (at * Shape[axis]) + index[axis];
            }

            result[at] = values[i];
            for (int axis = 0; axis < index.Length && ++index[axis] == Shape[axis]; axis++)
            {
                index[axis] = 0;
            }
        }

        return result;
    }
}
