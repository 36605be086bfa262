using System.Text;

namespace RedisAi.Backends.Onnx;

/// <summary>Finds the files that a model's tensors name, without building the model: numbers of fields are those of onnx.proto.</summary>
internal sealed class OnnxExternalDataReader
{
    // A name that is no text could be that of another file for the runtime than for us.
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ProtobufReader _reader;
    private readonly HashSet<string> _locations = [];

    private OnnxExternalDataReader(ProtobufReader reader) => _reader = reader;

    /// <summary>The locations in the order found.</summary>
    /// <exception cref="ModelLoadException">It cannot be read to its end: the runtime might find in it what we do not.</exception>
    public static IReadOnlyCollection<string> Read(ProtobufReader model)
    {
        OnnxExternalDataReader reader = new(model);
        reader.Walk(OnnxMessage.Model, model.Length, depth: 0);
        return reader._locations;
    }

    private void Walk(OnnxMessage message, long end, int depth)
    {
        if (depth > ProtobufReader.MaxDepth)
        {
            throw _reader.Refused($"a graph or tensor more than {ProtobufReader.MaxDepth} deep");
        }

        while (_reader.TryReadField(end, depth, out int field, out long contentEnd))
        {
            switch (OnnxMessages.Of(message, field))
            {
                case OnnxMessage.Other:
                    break;
                case OnnxMessage.Entry:
                    ReadEntry(contentEnd, depth + 1);
                    break;
                case var inner:
                    Walk(inner, contentEnd, depth + 1);
                    break;
            }

            _reader.Position = contentEnd;
        }
    }

    /// <summary>Reads a key and a value. Of several the last counts, as for the runtime.</summary>
    private void ReadEntry(long end, int depth)
    {
        bool isLocation = false;
        (long Start, long End) value = (end, end);
        while (_reader.TryReadField(end, depth, out int field, out long contentEnd))
        {
            if (field == 1)
            {
                isLocation = contentEnd - _reader.Position == "location"u8.Length && _reader.ReadBytes(contentEnd).AsSpan().SequenceEqual("location"u8);
            }
            else if (field == 2)
            {
                value = (_reader.Position, contentEnd);
            }

            _reader.Position = contentEnd;
        }

        if (isLocation)
        {
            _reader.Position = value.Start;
            _locations.Add(TextOf(_reader.ReadBytes(value.End)));
        }
    }

    private string TextOf(byte[] name)
    {
        try
        {
            return s_utf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw _reader.Refused("the name of a file that is not UTF-8");
        }
    }
}
