using System.Text.Json;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads lists of objects, a row each: <c>dataframe_records</c>, and <c>instances</c> and <c>inputs</c> where they are such.</summary>
/// <remarks>The columns are those of the first object. Others may have them in another order, and what they have besides is passed over.</remarks>
internal sealed class RecordsReader
{
    private readonly bool _fillsGaps;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _places = [];
    private readonly int[] _lastRows;
    private readonly TableLayout _layout;

    private RecordsReader(Utf8JsonReader first, InputCollector inputs, bool fillsGaps)
    {
        _fillsGaps = fillsGaps;
        while (first.Read() && first.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonText.Read(ref first);
            if (_places.TryAdd(name, _names.Count))
            {
                _names.Add(name);
            }

            first.Read();
            first.Skip();
        }

        _lastRows = new int[_names.Count];
        Array.Fill(_lastRows, -1);
        _layout = new TableLayout(inputs, _names, _names.Count);
    }

    /// <summary>Reads the list at whose first object a reader stands, to the end of the list.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="inputs">What takes the values.</param>
    /// <param name="fillsGaps">Whether an object may lack a column that others have, as a table may: then the value is missing.</param>
    public static void Read(ref Utf8JsonReader json, InputCollector inputs, bool fillsGaps)
    {
        RecordsReader reader = new(json, inputs, fillsGaps);
        int row = 0;
        do
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw ScoringError.BadRequest($"Row {row} must be an object, as the first one is; it is {ScoringError.Describe(ref json)}.");
            }

            reader.ReadRow(ref json, row++);
        }
        while (json.Read() && json.TokenType != JsonTokenType.EndArray);

        reader._layout.End(row);
    }

    private void ReadRow(ref Utf8JsonReader json, int row)
    {
        int expected = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int column = PlaceOf(ref json, expected);
            json.Read();
            if (column < 0 || _layout[column] is not { } target)
            {
                json.Skip();
            }
            else if (_lastRows[column] == row)
            {
                throw ScoringError.BadRequest($"Row {row} has '{_names[column]}' twice.");
            }
            else
            {
                target.Read(ref json, row);
            }

            if (column >= 0)
            {
                _lastRows[column] = row;
                expected = column + 1;
            }
        }

        FillGaps(row);
        _layout.EndRow(row);
    }

    private void FillGaps(int row)
    {
        for (int column = 0; column < _lastRows.Length; column++)
        {
            if (_lastRows[column] == row || _layout[column] is not { } target)
            {
                continue;
            }

            if (!_fillsGaps)
            {
                throw ScoringError.BadRequest($"Row {row} lacks '{_names[column]}', which the first one has.");
            }

            target.ReadMissing(row);
        }
    }

    /// <summary>The place of the name at which a reader stands; mostly the one after the last.</summary>
    private int PlaceOf(ref Utf8JsonReader json, int expected) =>
        expected < _names.Count && json.ValueTextEquals(_names[expected]) ? expected : _places.GetValueOrDefault(JsonText.Read(ref json), -1);
}
