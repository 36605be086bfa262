using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Texts as bytes: before each its length in four bytes, little-endian.</summary>
internal static class TextBinary
{
    private const int LengthBytes = sizeof(uint);

    /// <summary>Throws for what is no UTF-8, where the usual one would put question marks.</summary>
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes a tensor of texts.</summary>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="bytes">All bytes of the tensor.</param>
    /// <param name="input">Its name, for messages.</param>
    /// <exception cref="RequestRefusedException">There are more or fewer texts than the shape takes, or they are no UTF-8.</exception>
    public static AiTensor Read(TensorShape shape, in ReadOnlySequence<byte> bytes, string input)
    {
        SequenceReader<byte> reader = new(bytes);
        ElementList<string> texts = new(Math.Min(shape.ElementCount, bytes.Length / LengthBytes));
        try
        {
            while (!reader.End)
            {
                if (!reader.TryReadLittleEndian(out int length) || !reader.TryReadExact(length < 0 ? int.MaxValue : length, out ReadOnlySequence<byte> text))
                {
                    throw new RequestRefusedException($"Element {texts.Count} of input '{input}' ends behind the bytes of the input; each begins with its length in four bytes, little-endian.");
                }

                if (texts.Count == shape.ElementCount)
                {
                    throw new RequestRefusedException($"The input '{input}' has more than the {JsonRefusal.Count(shape.ElementCount, "element")} that its shape {shape} takes.");
                }

                texts.Add(s_utf8.GetString(text));
            }

            return texts.Count == shape.ElementCount
                ? AiTensor.CreateStrings(shape.Dimensions, texts.Span)
                : throw new RequestRefusedException($"The input '{input}' has {JsonRefusal.Count(texts.Count, "element")}; its shape {shape} takes {shape.ElementCount}.");
        }
        catch (DecoderFallbackException error)
        {
            throw new RequestRefusedException($"Element {texts.Count} of input '{input}' is no UTF-8; BYTES are texts here. Send other bytes as UINT8.", error);
        }
        finally
        {
            texts.Dispose();
        }
    }

    /// <summary>The bytes that texts take.</summary>
    public static long LengthOf(ReadOnlySpan<string> texts)
    {
        long length = (long)texts.Length * LengthBytes;
        foreach (string text in texts)
        {
            length += Encoding.UTF8.GetByteCount(text);
        }

        return length;
    }

    /// <summary>Writes texts.</summary>
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            int length = Encoding.UTF8.GetByteCount(text);
            Span<byte> room = writer.GetSpan(LengthBytes + length);
            BinaryPrimitives.WriteInt32LittleEndian(room, length);
            Encoding.UTF8.GetBytes(text, room[LengthBytes..]);
            writer.Advance(LengthBytes + length);
        }
    }
}
