using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes texts.</summary>
/// <param name="name">What requests call the input; empty for one without a name.</param>
/// <param name="takesMissing">Whether the model takes the empty text for a missing one, or refuses it itself.</param>
internal sealed class TextSink(string name, bool takesMissing = false) : ElementSink(name, nameof(TensorDataType.String))
{
    private readonly List<string> _texts = [];

    /// <summary>Whether the model takes the empty text for a missing one, or refuses it itself.</summary>
    public bool TakesMissing => takesMissing;

    public override int Count => _texts.Count;

    public override void Put(int place, ref Utf8JsonReader json, ElementRules rules)
    {
        if (takesMissing && json.TokenType == JsonTokenType.Null)
        {
            Set(place, "");
            return;
        }

        if (json.TokenType != JsonTokenType.String)
        {
            throw Wrong(place, ref json);
        }

        try
        {
            Set(place, rules.HasFlag(ElementRules.Base64) ? Encoding.UTF8.GetString(json.GetBytesFromBase64()) : json.GetString()!);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw ScoringError.BadRequest($"{Subject}: element {place} is no text: {error.Message}", error);
        }
    }

    public override void PutText(int place, ReadOnlySpan<byte> text, ElementRules rules) => Set(place, Encoding.UTF8.GetString(text));

    public override void PutMissing(int place, ElementRules rules) => Set(place, takesMissing ? "" : throw WrongMissing(place));

    public override AiTensor ToTensor(ReadOnlySpan<long> shape) => AiTensor.CreateStrings(shape, _texts.ToArray());

    public override void Clear()
    {
        base.Clear();
        _texts.Clear();
    }

    public override void Dispose() => _texts.Clear();

    private void Set(int place, string text)
    {
        // Rows of a table are read in order, but the columns of one row may come in any.
        while (_texts.Count <= place)
        {
            _texts.Add("");
        }

        _texts[place] = text;
    }
}
