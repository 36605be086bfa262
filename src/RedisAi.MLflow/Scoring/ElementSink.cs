using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes the elements of one input as a request gives them, in nested arrays or cell by cell, and makes a tensor of them.</summary>
/// <param name="name">What requests call the input; empty for one without a name.</param>
/// <param name="typeName">What its elements are called in messages.</param>
internal abstract class ElementSink(string name, string typeName) : IDisposable
{
    private NestedShape _shape = new();
    private long[]? _table;
    private IReadOnlyList<string>? _columnNames;

    /// <summary>Where the elements are put that come one after the other.</summary>
    protected int Next { get; private set; }

    /// <summary>The lengths of the axes of what was read.</summary>
    public virtual ReadOnlySpan<long> Lengths => _table ?? _shape.Lengths;

    /// <summary>Whether something was read; an empty array counts.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>The input, for messages.</summary>
    public string Subject => name.Length == 0 ? "The input" : $"Input '{name}'";

    /// <summary>How many elements there are.</summary>
    public abstract int Count { get; }

    /// <summary>Reads the value at which a reader stands, to its end: an element, or arrays of them.</summary>
    public void Read(ref Utf8JsonReader json, ElementRules rules)
    {
        IsTouched = true;
        int depth = _shape.Depth;
        while (true)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartArray:
                    ThrowIfRagged(_shape.TryOpen());
                    break;
                case JsonTokenType.EndArray:
                    ThrowIfRagged(_shape.TryClose());
                    break;
                case JsonTokenType.StartObject:
                    throw ScoringError.BadRequest($"{Subject} has an object where {typeName} is needed.");
                default:
                    ThrowIfRagged(_shape.TryAdd());
                    Put(Next++, ref json, rules);
                    break;
            }

            if (_shape.Depth == depth)
            {
                return;
            }

            json.Read();
        }
    }

    /// <summary>Reads a text, as an element.</summary>
    public void ReadText(ReadOnlySpan<byte> text, ElementRules rules)
    {
        IsTouched = true;
        ThrowIfRagged(_shape.TryAdd());
        PutText(Next++, text, rules);
    }

    /// <summary>An element is missing.</summary>
    public void ReadMissing(ElementRules rules)
    {
        IsTouched = true;
        ThrowIfRagged(_shape.TryAdd());
        PutMissing(Next++, rules);
    }

    /// <summary>What is read from now on are the rows of an outer axis.</summary>
    public void BeginRows()
    {
        IsTouched = true;
        ThrowIfRagged(_shape.TryOpen());
    }

    public void EndRows() => ThrowIfRagged(_shape.TryClose());

    /// <summary>What was put into places are the rows of a table.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">How many places a row has.</param>
    /// <param name="names">What the places are called, for messages; null where they have no names.</param>
    public void SetTable(long rows, long columns, IReadOnlyList<string>? names)
    {
        IsTouched = true;
        _table = [rows, columns];
        _columnNames = names;
    }

    /// <summary>Puts the element at which a reader stands into a place.</summary>
    public abstract void Put(int place, ref Utf8JsonReader json, ElementRules rules);

    public abstract void PutText(int place, ReadOnlySpan<byte> text, ElementRules rules);

    public abstract void PutMissing(int place, ElementRules rules);

    /// <summary>Makes a tensor of the elements.</summary>
    /// <param name="shape">Its shape, of as many elements as were read.</param>
    public abstract AiTensor ToTensor(ReadOnlySpan<long> shape);

    /// <summary>Forgets what was read.</summary>
    public virtual void Clear()
    {
        _shape.Clear();
        _table = null;
        _columnNames = null;
        Next = 0;
        IsTouched = false;
    }

    public abstract void Dispose();

    protected MlflowException Wrong(int place, ref Utf8JsonReader json) =>
        ScoringError.BadRequest($"{Subject} takes {typeName}; {Where(place)} is {ScoringError.Describe(ref json)}.");

    protected MlflowException Wrong(int place, ReadOnlySpan<byte> text) =>
        ScoringError.BadRequest($"{Subject} takes {typeName}; {Where(place)} is \"{ScoringError.Shorten(text)}\".");

    protected MlflowException WrongMissing(int place) => ScoringError.BadRequest($"{Subject} takes {typeName}; {Where(place)} is missing.");

    /// <summary>A place as whoever has sent it would name it.</summary>
    private string Where(int place) => _table is [_, var columns]
        ? $"row {place / columns} of column {(_columnNames is { } names ? $"'{names[(int)(place % columns)]}'" : $"{place % columns}")}"
        : $"element {place}";

    private void ThrowIfRagged(bool fits)
    {
        if (!fits)
        {
            throw ScoringError.BadRequest($"{Subject} has lists of different lengths or depths; each must have as many elements as its neighbours. They differ at element {Count}.");
        }
    }
}
