using System.Buffers.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes bytes that are written as text in base64: each text becomes a row of them.</summary>
internal sealed class BytesSink(string name) : ElementSink(name, "bytes in base64")
{
    private readonly List<byte[]> _rows = [];
    private long[] _lengths = [];

    /// <summary>The axes of the texts, and that of the bytes.</summary>
    public override ReadOnlySpan<long> Lengths
    {
        get
        {
            _lengths = [.. base.Lengths, _rows.Count == 0 ? 0 : _rows[0].Length];
            return _lengths;
        }
    }

    public override int Count => _rows.Count;

    public override void Put(int place, ref Utf8JsonReader json, ElementRules rules)
    {
        if (json.TokenType != JsonTokenType.String || !json.TryGetBytesFromBase64(out byte[]? bytes))
        {
            throw Wrong(place, ref json);
        }

        Add(bytes);
    }

    public override void PutText(int place, ReadOnlySpan<byte> text, ElementRules rules)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out int consumed, out int written) != System.Buffers.OperationStatus.Done || consumed != text.Length)
        {
            throw Wrong(place, text);
        }

        Add(bytes[..written]);
    }

    public override void PutMissing(int place, ElementRules rules) => throw WrongMissing(place);

    public override AiTensor ToTensor(ReadOnlySpan<long> shape) => AiTensor.Create<byte>(shape, _rows.SelectMany(static row => row).ToArray());

    public override void Clear()
    {
        base.Clear();
        _rows.Clear();
    }

    public override void Dispose() => _rows.Clear();

    private void Add(byte[] bytes)
    {
        if (_rows.Count > 0 && _rows[0].Length != bytes.Length)
        {
            throw ScoringError.BadRequest($"{Subject}: element {_rows.Count} has {bytes.Length} bytes, and the first has {_rows[0].Length}; one tensor takes rows of one length.");
        }

        _rows.Add(bytes);
    }
}
