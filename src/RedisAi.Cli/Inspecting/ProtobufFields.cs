using System.Text;

namespace RedisAi.Cli.Inspecting;

/// <summary>Reads protobuf field by field from a file, going past what nobody asks for.</summary>
/// <param name="stream">Can be sought in; at the start of the message.</param>
internal sealed class ProtobufFields(Stream stream)
{
    private const int VarintType = 0;
    private const int EightBytesType = 1;
    private const int LengthType = 2;
    private const int FourBytesType = 5;

    private const int MaxTextBytes = 64 << 10;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, where it is a number.</summary>
    public long Number { get; private set; }

    /// <summary>Where it ends, where it is a text or a message; else where it was read.</summary>
    public long End { get; private set; }

    /// <summary>Where the next field is read. Whoever reads on after a text or message goes to its end.</summary>
    public long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public long Length => stream.Length;

    /// <summary>Reads the head of the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">It is no protobuf.</exception>
    public bool TryRead(long end)
    {
        if (stream.Position >= end)
        {
            return false;
        }

        ulong tag = ReadVarint();
        Field = (int)(tag >> 3);
        Number = 0;
        switch ((int)(tag & 7))
        {
            case VarintType:
                Number = (long)ReadVarint();
                End = stream.Position;
                break;
            case EightBytesType:
                End = stream.Position += sizeof(long);
                break;
            case LengthType:
                ulong length = ReadVarint();
                End = length <= (ulong)(end - stream.Position) ? stream.Position + (long)length : throw new InvalidDataException("A part of the file is said to be longer than the file.");
                break;
            case FourBytesType:
                End = stream.Position += sizeof(int);
                break;
            default:
                throw new InvalidDataException($"There is a field of the type {tag & 7} at byte {stream.Position}, which is not known.");
        }

        return true;
    }

    /// <summary>The text whose head was just read; the beginning of a long one.</summary>
    public string ReadText()
    {
        byte[] bytes = new byte[Math.Min(MaxTextBytes, End - stream.Position)];
        stream.ReadExactly(bytes);
        stream.Position = End;
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Goes past what was just read the head of.</summary>
    public void Skip() => stream.Position = End;

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException("The file ends in the middle of a number.");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("There is a number without an end.");
    }
}
