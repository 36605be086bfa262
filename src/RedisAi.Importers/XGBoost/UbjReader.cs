using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.XGBoost;

/// <summary>Reads UBJSON as XGBoost writes it: lengths before texts and keys, arrays of one type as their bytes.</summary>
internal sealed class UbjReader(ByteInput input) : XgbReader(input)
{
    /// <summary>For each array that is open, how many items are left; negative where a bracket ends it.</summary>
    private readonly Stack<long> _left = new();

    public override void BeginObject()
    {
        Expect('{', "an object");
        Enter();
    }

    public override bool TryKey(out string key)
    {
        if (Input.Peek() == '}')
        {
            Input.Next();
            Leave();
            key = "";
            return false;
        }

        key = TextOf(Length());
        return true;
    }

    public override void BeginArray()
    {
        Expect('[', "an array");
        if (Input.Peek() == '$')
        {
            throw Wrong("An array of values of one type stands where one of objects is expected");
        }

        _left.Push(Input.Peek() == '#' ? Count() : -1);
        Enter();
    }

    public override bool TryItem()
    {
        long left = _left.Pop();
        if (left == 0 || (left < 0 && Input.Peek() == ']'))
        {
            if (left < 0)
            {
                Input.Next();
            }

            Leave();
            return false;
        }

        _left.Push(left - 1);
        return true;
    }

    public override string Text()
    {
        byte mark = Input.Next();
        return mark == (byte)'S' ? TextOf(Length()) : Number(mark).ToString("R", CultureInfo.InvariantCulture);
    }

    public override int Integers(ref int[] values) => Numbers(ref values, 'l', BinaryPrimitives.ReverseEndianness, ToInteger);

    public override int Singles(ref float[] values) =>
        Numbers(
            ref values,
            'd',
            static (from, to) => BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(from), MemoryMarshal.Cast<float, int>(to)),
            static value => (float)value);

    public override void Skip()
    {
        byte mark = Input.Next();
        switch ((char)mark)
        {
            case '{':
                Enter();
                while (Input.Peek() != '}')
                {
                    Input.Skip(Length());
                    Skip();
                }

                Input.Next();
                Leave();
                break;
            case '[':
                SkipArray();
                break;
            case 'S' or 'H':
                Input.Skip(Length());
                break;
            case 'T' or 'F' or 'Z' or 'N':
                break;
            default:
                Input.Skip(SizeOf(mark));
                break;
        }
    }

    private static int ToInteger(double value) => double.IsInteger(value) && Math.Abs(value) <= int.MaxValue
        ? (int)value
        : throw new ModelLoadException($"{value.ToString(CultureInfo.InvariantCulture)} stands where an integer is expected.");

    private delegate void Swap<T>(ReadOnlySpan<T> from, Span<T> to);

    private int Numbers<T>(ref T[] values, char own, Swap<T> swap, Func<double, T> convert)
        where T : unmanaged
    {
        Expect('[', "an array");
        int next = Input.Peek();
        if (next == '$')
        {
            Input.Next();
            byte mark = Input.Next();
            int size = SizeOf(mark);
            int count = Room(ref values, Count(), size);
            Span<T> all = values.AsSpan(0, count);
            if (mark == own)
            {
                Input.Read(MemoryMarshal.AsBytes(all));
                swap(all, all);
                return count;
            }

            for (int i = 0; i < count; i++)
            {
                all[i] = convert(Number(mark));
            }

            return count;
        }

        if (next == '#')
        {
            int count = Room(ref values, Count(), 1);
            for (int i = 0; i < count; i++)
            {
                values[i] = convert(Number(Input.Next()));
            }

            return count;
        }

        int at = 0;
        for (; Input.Peek() != ']'; at++)
        {
            if (at == values.Length)
            {
                Array.Resize(ref values, Math.Max(16, 2 * at));
            }

            values[at] = convert(Number(Input.Next()));
        }

        Input.Next();
        return at;
    }

    /// <summary>Makes room for so many values, if the file can hold them.</summary>
    private int Room<T>(ref T[] values, long count, int size)
    {
        if (count > Input.Left / size)
        {
            throw Wrong($"An array of {count} values is longer than the rest of the file");
        }

        if (count > values.Length)
        {
            values = new T[count];
        }

        return (int)count;
    }

    private void SkipArray()
    {
        Enter();
        switch (Input.Peek())
        {
            case '$':
                Input.Next();
                int size = SizeOf(Input.Next());
                long bytes = Count();
                Input.Skip(bytes <= Input.Length ? bytes * size : bytes);
                break;
            case '#':
                for (long left = Count(); left > 0; left--)
                {
                    Skip();
                }

                break;
            default:
                while (Input.Peek() != ']')
                {
                    Skip();
                }

                Input.Next();
                break;
        }

        Leave();
    }

    private long Count()
    {
        Expect('#', "the number of items");
        return Length();
    }

    private long Length()
    {
        double length = Number(Input.Next());
        return length >= 0 && double.IsInteger(length) && length < long.MaxValue ? (long)length : throw Wrong($"{length} is no length");
    }

    private string TextOf(long length)
    {
        if (length > Math.Min(Input.Left, MaxTextLength))
        {
            throw Wrong($"A text of {length} bytes is longer than the rest of the file, or than {MaxTextLength}");
        }

        byte[] bytes = new byte[length];
        Input.Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private double Number(byte mark)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (mark is (byte)'T' or (byte)'F')
        {
            return mark == (byte)'T' ? 1 : 0;
        }

        bytes = bytes[..SizeOf(mark)];
        Input.Read(bytes);
        return (char)mark switch
        {
            'i' => (sbyte)bytes[0],
            'U' or 'C' => bytes[0],
            'I' => BinaryPrimitives.ReadInt16BigEndian(bytes),
            'u' => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            'l' => BinaryPrimitives.ReadInt32BigEndian(bytes),
            'm' => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            'M' => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            'L' => BinaryPrimitives.ReadInt64BigEndian(bytes),
            'd' => BinaryPrimitives.ReadSingleBigEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        };
    }

    private int SizeOf(byte mark) => (char)mark switch
    {
        'i' or 'U' or 'C' => 1,
        'I' or 'u' => 2,
        'l' or 'm' or 'd' => 4,
        'L' or 'M' or 'D' => 8,
        _ => throw Wrong($"0x{mark:X2} is no mark of a number's type"),
    };

    private void Expect(char mark, string what)
    {
        int next = Input.Peek();
        if (next != mark)
        {
            throw Wrong(next < 0 ? $"The file ends where {what} is expected" : $"0x{next:X2} stands where {what} is expected");
        }

        Input.Next();
    }
}
