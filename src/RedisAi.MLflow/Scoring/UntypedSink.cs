using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes elements of an input of which neither the model nor a signature declares the type, as TorchScript does not: the elements decide.</summary>
/// <remarks>Whole numbers become Int64; if one has a fraction or is missing, all become Float32, which is what models mostly take.</remarks>
internal sealed class UntypedSink(string name) : ElementSink(name, "numbers, truth values or texts, all of one kind")
{
    private readonly List<long> _integers = [];
    private readonly List<float> _numbers = [];
    private readonly List<bool> _truths = [];
    private readonly List<string> _texts = [];
    private int _count;

    public override int Count => _count;

    public override void Put(int place, ref Utf8JsonReader json, ElementRules rules)
    {
        ThrowIfOutOfOrder(place);
        switch (json.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                _truths.Add(json.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.String:
                _texts.Add(ReadText(place, ref json));
                break;
            case JsonTokenType.Number when _integers.Count == _count && json.TryGetInt64(out long integer):
                _integers.Add(integer);
                _numbers.Add(integer);
                break;
            default:
                if (!SingleParser.TryRead(ref json, rules, out float number))
                {
                    throw Wrong(place, ref json);
                }

                _numbers.Add(number);
                break;
        }

        _count++;
        if (_numbers.Count != _count && _truths.Count != _count && _texts.Count != _count)
        {
            throw Wrong(place, ref json);
        }
    }

    public override void PutText(int place, ReadOnlySpan<byte> text, ElementRules rules)
    {
        ThrowIfOutOfOrder(place);
        if (_integers.Count == _count && IntegerParser<long>.TryParse(text, ElementRules.None, out long integer))
        {
            _integers.Add(integer);
            _numbers.Add(integer);
        }
        else if (SingleParser.TryParse(text, rules, out float number))
        {
            _numbers.Add(number);
        }
        else
        {
            _texts.Add(Encoding.UTF8.GetString(text));
        }

        _count++;
        if (_numbers.Count != _count && _texts.Count != _count)
        {
            throw Wrong(place, text);
        }
    }

    public override void PutMissing(int place, ElementRules rules)
    {
        ThrowIfOutOfOrder(place);
        _numbers.Add(float.NaN);
        _count++;
        if (_numbers.Count != _count)
        {
            throw WrongMissing(place);
        }
    }

    public override AiTensor ToTensor(ReadOnlySpan<long> shape) =>
        _integers.Count == _count && _count > 0 ? AiTensor.Create<long>(shape, _integers.ToArray())
        : _numbers.Count == _count ? AiTensor.Create<float>(shape, _numbers.ToArray())
        : _truths.Count == _count ? AiTensor.Create<bool>(shape, _truths.ToArray())
        : AiTensor.CreateStrings(shape, _texts.ToArray());

    public override void Clear()
    {
        base.Clear();
        Dispose();
    }

    public override void Dispose()
    {
        _count = 0;
        _integers.Clear();
        _numbers.Clear();
        _truths.Clear();
        _texts.Clear();
    }

    private void ThrowIfOutOfOrder(int place)
    {
        if (place != _count)
        {
            throw ScoringError.BadRequest($"{Subject} is declared nowhere, so that its columns must come in the same order in each record; they do not in that with element {_count}.");
        }
    }

    private string ReadText(int place, ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw ScoringError.BadRequest($"{Subject}: element {place} is no text: {error.Message}", error);
        }
    }
}
