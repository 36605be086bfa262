using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Where the cells of a column of a table go: into an input of their own, or into one that takes several columns.</summary>
/// <param name="Sink">What takes them.</param>
/// <param name="Rules">What the signature says of them.</param>
/// <param name="Place">The place in a row of an input that takes several columns.</param>
/// <param name="Columns">How many columns that input takes; 0 for an input of the column's own, whose cells may be lists.</param>
internal readonly record struct TableColumn(ElementSink Sink, ElementRules Rules, int Place, int Columns)
{
    public void Read(ref Utf8JsonReader json, int row)
    {
        if (Columns == 0)
        {
            Sink.Read(ref json, Rules);
        }
        else if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            throw ScoringError.BadRequest($"{Sink.Subject} takes a table of {Columns} columns; row {row} has {ScoringError.Describe(ref json)} in the place of a value.");
        }
        else
        {
            Sink.Put(PlaceIn(row), ref json, Rules);
        }
    }

    public void ReadText(ReadOnlySpan<byte> text, int row)
    {
        if (Columns == 0)
        {
            Sink.ReadText(text, Rules);
        }
        else
        {
            Sink.PutText(PlaceIn(row), text, Rules);
        }
    }

    public void ReadMissing(int row)
    {
        if (Columns == 0)
        {
            Sink.ReadMissing(Rules);
        }
        else
        {
            Sink.PutMissing(PlaceIn(row), Rules);
        }
    }

    private int PlaceIn(int row) => checked((row * Columns) + Place);
}
