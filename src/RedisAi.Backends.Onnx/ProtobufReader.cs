using Microsoft.Win32.SafeHandles;

namespace RedisAi.Backends.Onnx;

/// <summary>Reads protobuf field by field, from memory or from a file, of which it reads no more than what is asked for.</summary>
/// <remarks>
/// It reads what the runtime's parser reads, in the same way, and refuses all else with <see cref="ModelLoadException"/>: what this one
/// passed over and the other one read would be hidden from us. A file is read, not mapped, since one that is cut short meanwhile would end the process.
/// </remarks>
internal sealed class ProtobufReader
{
    /// <summary>Messages and groups within each other: the runtime's parser ends there, too.</summary>
    public const int MaxDepth = 100;

    /// <summary>No path is longer, on any system.</summary>
    private const int MaxTextBytes = 32_768;

    private const int BufferBytes = 4096;

    private const uint VarintType = 0;
    private const uint EightBytesType = 1;
    private const uint LengthType = 2;
    private const uint GroupType = 3;
    private const uint GroupEndType = 4;
    private const uint FourBytesType = 5;

    private readonly SafeFileHandle? _file;
    private readonly byte[] _buffer = [];

    // What was read last: all of a model in memory, some bytes of a file.
    private ReadOnlyMemory<byte> _window;
    private long _windowStart;

    public ProtobufReader(ReadOnlyMemory<byte> bytes)
    {
        _window = bytes;
        Length = bytes.Length;
    }

    /// <summary>Reads a file that is so long.</summary>
    public ProtobufReader(SafeFileHandle file, long length)
    {
        _file = file;
        _buffer = new byte[BufferBytes];
        Length = length;
    }

    public long Length { get; }

    /// <summary>Where the next byte is read. Whoever was told of a text or message goes to its end.</summary>
    public long Position { get; set; }

    /// <summary>Reads up to the next text or message, past fields of other kinds, to where its content starts. False at the end.</summary>
    /// <param name="end">Where the message ends that is being read.</param>
    /// <param name="depth">How many others it is in.</param>
    /// <param name="field">The number of the field.</param>
    /// <param name="contentEnd">Where its content ends.</param>
    public bool TryReadField(long end, int depth, out int field, out long contentEnd)
    {
        while (TryReadField(end, depth, out ProtobufField next))
        {
            if (next.HasContent)
            {
                (field, contentEnd) = (next.Field, next.End);
                return true;
            }
        }

        (field, contentEnd) = (0, end);
        return false;
    }

    /// <summary>Reads the next field of any kind: a text or message up to where its content starts, another past its end. False at the end.</summary>
    /// <param name="end">Where the message ends that is being read.</param>
    /// <param name="depth">How many others it is in.</param>
    /// <param name="field">The field.</param>
    public bool TryReadField(long end, int depth, out ProtobufField field)
    {
        field = default;
        if (Position >= end)
        {
            return false;
        }

        long start = Position;
        uint tag = ReadTag(end);
        field = new ProtobufField((int)(tag >> 3), start, HasContent: (tag & 7) == LengthType);
        switch (tag & 7)
        {
            case LengthType:
                field = field with { End = ReadLength(end) };
                break;
            case VarintType:
                field = field with { Number = ReadVarint(end), End = Position };
                break;
            default:
                Skip(tag, end, depth);
                field = field with { End = Position };
                break;
        }

        return true;
    }

    public byte[] ReadBytes(long end, int limit = MaxTextBytes)
    {
        if (end - Position > limit)
        {
            throw Refused($"a name of {end - Position} bytes");
        }

        byte[] bytes = new byte[end - Position];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Next(end);
        }

        return bytes;
    }

    public ModelLoadException Refused(string what) => new($"It is not a sound ONNX model: there is {what} at byte {Position} of {Length}.");

    private void Skip(uint tag, long end, int depth)
    {
        switch (tag & 7)
        {
            case VarintType:
                ReadVarint(end);
                break;
            case EightBytesType:
                Advance(8, end);
                break;
            case LengthType:
                Position = ReadLength(end);
                break;
            case GroupType:
                SkipGroup(tag >> 3, end, depth + 1);
                break;
            case FourBytesType:
                Advance(4, end);
                break;
            case GroupEndType:
                throw Refused("the end of a group that did not start");
            default:
                throw Refused($"a field of type {tag & 7}, which does not exist,");
        }
    }

    /// <summary>Skips a group, which protobuf has given up but still reads where it does not know the field: fields up to an end of the same number.</summary>
    private void SkipGroup(uint field, long end, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Refused($"a group more than {MaxDepth} deep");
        }

        uint tag = ReadTag(end);
        while ((tag & 7) != GroupEndType)
        {
            Skip(tag, end, depth);
            tag = ReadTag(end);
        }

        if (tag >> 3 != field)
        {
            throw Refused("the end of another group than the one that started");
        }
    }

    /// <summary>Of a tag the lower 32 bits count, as for the runtime: one written with more is the same field.</summary>
    private uint ReadTag(long end)
    {
        long start = Position;
        uint tag = (uint)ReadVarint(end);
        return tag >> 3 != 0 && Position - start <= 5 ? tag : throw Refused("a field without a number");
    }

    /// <summary>Reads how long a text or message is; gives where it ends.</summary>
    private long ReadLength(long end)
    {
        ulong length = ReadVarint(end);
        return length <= (ulong)(end - Position) ? Position + (long)length : throw Refused($"something of {length} bytes, where {end - Position} are left,");
    }

    private void Advance(int count, long end) => Position = count <= end - Position ? Position + count : throw Refused("half a number");

    private ulong ReadVarint(long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Next(end);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Refused("a number without an end");
    }

    private byte Next(long end)
    {
        if (Position >= end)
        {
            throw Refused("an end in the middle of something");
        }

        if ((ulong)(Position - _windowStart) >= (ulong)_window.Length)
        {
            Fill();
        }

        return _window.Span[(int)(Position++ - _windowStart)];
    }

    private void Fill()
    {
        int count = _file is null ? 0 : RandomAccess.Read(_file, _buffer, Position);
        if (count == 0)
        {
            // Somebody made the file shorter.
            throw Refused("an end that was not there before");
        }

        _window = _buffer.AsMemory(0, count);
        _windowStart = Position;
    }
}
