using System.Buffers;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes numbers or truth values of one type, in memory of the pool that grows with them.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
/// <typeparam name="TParser">What reads them.</typeparam>
internal sealed class NumberSink<T, TParser>(string name, string typeName) : ElementSink(name, typeName)
    where T : unmanaged
    where TParser : struct, IElementParser<T>
{
    private const int FirstElements = 64;

    // What is kept for the next request; a large one must not keep its memory for the small ones that follow.
    private const int KeptElements = 1 << 14;

    private T[] _elements = [];
    private int _count;

    public override int Count => _count;

    public override void Put(int place, ref Utf8JsonReader json, ElementRules rules)
    {
        if (!TParser.TryRead(ref json, rules, out T value))
        {
            throw Wrong(place, ref json);
        }

        Set(place, value);
    }

    public override void PutText(int place, ReadOnlySpan<byte> text, ElementRules rules)
    {
        if (!TParser.TryParse(text, rules, out T value))
        {
            throw Wrong(place, text);
        }

        Set(place, value);
    }

    public override void PutMissing(int place, ElementRules rules)
    {
        if (!TParser.TryGetMissing(rules, out T value))
        {
            throw WrongMissing(place);
        }

        Set(place, value);
    }

    public override AiTensor ToTensor(ReadOnlySpan<long> shape) => AiTensor.Create<T>(shape, _elements.AsSpan(0, _count));

    public override void Clear()
    {
        base.Clear();
        _count = 0;
        if (_elements.Length > KeptElements)
        {
            Dispose();
        }
    }

    public override void Dispose()
    {
        T[] elements = _elements;
        _elements = [];
        if (elements.Length > 0)
        {
            ArrayPool<T>.Shared.Return(elements);
        }
    }

    private void Set(int place, T value)
    {
        if (place >= _elements.Length)
        {
            Grow(place);
        }

        _elements[place] = value;
        _count = Math.Max(_count, place + 1);
    }

    private void Grow(int place)
    {
        T[] grown = ArrayPool<T>.Shared.Rent(Math.Max(FirstElements, checked(2 * (place + 1))));
        _elements.AsSpan(0, _count).CopyTo(grown);
        Dispose();
        _elements = grown;
    }
}
