using System.Text.Json;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads <c>dataframe_split</c>: the names of columns, and rows as lists in their order.</summary>
internal static class SplitTable
{
    private const string Form = "'dataframe_split' must be an object with 'data', and 'columns' and 'index' if you like";

    /// <summary>Reads the value at which a reader stands, to its end.</summary>
    public static void Read(ref Utf8JsonReader json, InputCollector inputs)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw ScoringError.BadRequest($"{Form}; it is {ScoringError.Describe(ref json)}.");
        }

        List<string>? columns = null;
        bool hasData = false;

        // The names may come after the rows, which are read when both are known.
        Utf8JsonReader data = json;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                hasData = true;
                data = json;
                json.Skip();
            }
            else if (json.ValueTextEquals("columns"u8))
            {
                json.Read();
                columns = ReadNames(ref json);
            }
            else if (json.ValueTextEquals("index"u8))
            {
                json.Skip();
            }
            else
            {
                throw ScoringError.BadRequest($"{Form}; it has '{ScoringError.Shorten(json.ValueSpan)}'.");
            }
        }

        if (!hasData)
        {
            throw ScoringError.BadRequest($"{Form}; it has no 'data'.");
        }

        ReadRows(ref data, inputs, columns);
    }

    private static List<string>? ReadNames(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ScoringError.BadRequest($"'columns' must be a list of names; it is {ScoringError.Describe(ref json)}.");
        }

        List<string> names = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            names.Add(json.TokenType switch
            {
                JsonTokenType.String => JsonText.Read(ref json),
                JsonTokenType.Number => ScoringError.Shorten(json.ValueSpan),
                _ => throw ScoringError.BadRequest($"'columns' must be a list of names; it has {ScoringError.Describe(ref json)}."),
            });
        }

        return names;
    }

    private static void ReadRows(ref Utf8JsonReader json, InputCollector inputs, List<string>? names)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ScoringError.BadRequest($"'data' must be a list of rows; it is {ScoringError.Describe(ref json)}.");
        }

        TableLayout? layout = names is null ? null : new TableLayout(inputs, names, names.Count);
        int row = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; row++)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                throw ScoringError.BadRequest($"Row {row} of 'data' must be a list; it is {ScoringError.Describe(ref json)}.");
            }

            layout ??= new TableLayout(inputs, null, CountOf(json));
            ReadRow(ref json, layout, row);
        }

        layout ??= new TableLayout(inputs, null, 0);
        layout.End(row);
    }

    private static void ReadRow(ref Utf8JsonReader json, TableLayout layout, int row)
    {
        int column = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; column++)
        {
            if (column == layout.Count)
            {
                throw ScoringError.BadRequest($"Row {row} of 'data' has more than the {layout.Count} values that the table has columns.");
            }

            if (layout[column] is { } target)
            {
                target.Read(ref json, row);
            }
            else
            {
                json.Skip();
            }
        }

        if (column != layout.Count)
        {
            throw ScoringError.BadRequest($"Row {row} of 'data' has {column} values; the table has {layout.Count} columns.");
        }

        layout.EndRow(row);
    }

    /// <summary>How many values a row has; the reader is a copy.</summary>
    private static int CountOf(Utf8JsonReader json)
    {
        int count = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; count++)
        {
            json.Skip();
        }

        return count;
    }
}
