using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Connections;
using RedisAi.Tensors;

namespace RedisAi.Server.Protocol;

/// <summary>Writes replies in RESP2 or RESP3.</summary>
/// <param name="output">Where they go.</param>
internal sealed class RespWriter(OutputBuffer output) : IReplyWriter
{
    /// <summary>From so many bytes on a tensor is not copied.</summary>
    private const int CopyLimit = 16 << 10;

    private const int ShortText = 256;

    /// <summary>2 or 3.</summary>
    public int Version { get; set; } = 2;

    /// <summary>How many errors were written.</summary>
    public long Errors { get; private set; }

    public void Status(string text) => Line('+', text);

    public void Error(string text)
    {
        Errors++;
        Line('-', text);
    }

    public void Integer(long value) => Number(':', value);

    public void Double(double value)
    {
        Span<byte> text = stackalloc byte[32];
        int length = Format(value, text);
        if (Version == 2)
        {
            Bulk(text[..length]);
            return;
        }

        Span<byte> room = output.Reserve(length + 3);
        room[0] = (byte)',';
        text[..length].CopyTo(room[1..]);
        End(room, length + 1);
    }

    public void Bulk(ReadOnlySpan<byte> bytes)
    {
        Number('$', bytes.Length);
        if (bytes.Length <= ShortText)
        {
            Span<byte> room = output.Reserve(bytes.Length + 2);
            bytes.CopyTo(room);
            End(room, bytes.Length);
            return;
        }

        output.Write(bytes);
        output.Write("\r\n"u8);
    }

    public void Bulk(string text)
    {
        Span<byte> bytes = stackalloc byte[ShortText];
        if (text.Length <= ShortText && Ascii.FromUtf16(text, bytes, out int length) == OperationStatus.Done)
        {
            Bulk(bytes[..length]);
        }
        else
        {
            Bulk(LosslessText.Encode(text));
        }
    }

    public void Bulk(AiTensor tensor)
    {
        if (tensor.ByteLength < CopyLimit)
        {
            Bulk(tensor.AsBytes());
            return;
        }

        TensorValue value = tensor.Lease();
        try
        {
            Number('$', value.ByteLength);
            output.Write(value);
            output.Write("\r\n"u8);
        }
        finally
        {
            value.Release();
        }
    }

    public void Null() => output.Write(Version == 2 ? "$-1\r\n"u8 : "_\r\n"u8);

    public void NullArray() => output.Write(Version == 2 ? "*-1\r\n"u8 : "_\r\n"u8);

    public void Array(int count) => Number('*', count);

    public void Map(int pairs)
    {
        if (Version == 2)
        {
            Number('*', 2L * pairs);
        }
        else
        {
            Number('%', pairs);
        }
    }

    public void Set(int count) => Number(Version == 2 ? '*' : '~', count);

    /// <summary>Writes a number as C's %.17g does.</summary>
    internal static int Format(double value, Span<byte> text)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> word = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
            word.CopyTo(text);
            return word.Length;
        }

        value.TryFormat(text, out int length, "G17", CultureInfo.InvariantCulture);
        text[..length].Replace((byte)'E', (byte)'e');
        return length;
    }

    private void Number(char kind, long value)
    {
        Span<byte> room = output.Reserve(24);
        room[0] = (byte)kind;
        Utf8Formatter.TryFormat(value, room[1..], out int length);
        End(room, length + 1);
    }

    private void Line(char kind, string text)
    {
        if (text.Length <= ShortText)
        {
            Span<byte> room = output.Reserve(ShortText + 3);
            if (Ascii.FromUtf16(text, room[1..], out int length) == OperationStatus.Done)
            {
                room[0] = (byte)kind;
                Flatten(room.Slice(1, length));
                End(room, length + 1);
                return;
            }
        }

        byte[] bytes = LosslessText.Encode(text);
        Flatten(bytes);
        output.Write([(byte)kind]);
        output.Write(bytes);
        output.Write("\r\n"u8);
    }

    /// <summary>A line has no line ends within it.</summary>
    private static void Flatten(Span<byte> line)
    {
        line.Replace((byte)'\r', (byte)' ');
        line.Replace((byte)'\n', (byte)' ');
    }

    private void End(Span<byte> room, int length)
    {
        room[length] = (byte)'\r';
        room[length + 1] = (byte)'\n';
        output.Advance(length + 2);
    }
}
