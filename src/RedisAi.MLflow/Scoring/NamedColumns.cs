using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads columns by their names, each a list of values, where all of them together are one input.</summary>
internal sealed class NamedColumns
{
    private readonly InputBinding _binding;
    private readonly IReadOnlyList<MlflowField> _fields;
    private readonly BoundInput _input;
    private readonly ElementSink _sink;
    private readonly int[] _rows;
    private readonly string[] _names;

    public NamedColumns(InputCollector inputs)
    {
        _binding = inputs.Binding;
        _fields = _binding.Columns;
        _input = _binding.Bare!;
        _sink = inputs.SinkOf(_input);
        _rows = new int[_fields.Count];
        Array.Fill(_rows, -1);
        _names = [.. _fields.Select(static (field, place) => field.Name ?? $"{place}")];
        _sink.SetTable(0, _fields.Count, _names);
    }

    /// <summary>Reads the property at which a reader stands, to its end.</summary>
    public void Read(ref Utf8JsonReader json)
    {
        int place = PlaceOf(ref json);
        json.Read();
        if (place < 0)
        {
            json.Skip();
            return;
        }

        TableColumn column = new(_sink, BoundInput.RulesOf(_input.Spec.DataType, _fields[place]), place, _fields.Count);
        int row = 0;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            column.Read(ref json, row++);
        }
        else
        {
            for (; json.Read() && json.TokenType != JsonTokenType.EndArray; row++)
            {
                column.Read(ref json, row);
            }
        }

        _rows[place] = row;
    }

    /// <summary>All properties were read.</summary>
    /// <exception cref="MlflowException">A column is missing, or has not as many values as others.</exception>
    public void End()
    {
        int rows = _rows.Max();
        List<string> missing = [];
        for (int place = 0; place < _fields.Count; place++)
        {
            if (_rows[place] < 0 && _fields[place].IsRequired)
            {
                missing.Add(_fields[place].Name!);
            }
            else if (_rows[place] >= 0 && _rows[place] != rows)
            {
                throw ScoringError.BadRequest($"Column '{_fields[place].Name}' has {_rows[place]} values, and others have {rows}; all must have as many.");
            }
        }

        if (missing.Count > 0 || rows < 0)
        {
            throw ScoringError.Missing(missing, _binding);
        }

        for (int place = 0; place < _fields.Count; place++)
        {
            for (int row = 0; _rows[place] < 0 && row < rows; row++)
            {
                new TableColumn(_sink, BoundInput.RulesOf(_input.Spec.DataType, _fields[place]), place, _fields.Count).ReadMissing(row);
            }
        }

        _sink.SetTable(rows, _fields.Count, _names);
    }

    private int PlaceOf(ref Utf8JsonReader json)
    {
        for (int place = 0; place < _fields.Count; place++)
        {
            if (_fields[place].Name is { } name && json.ValueTextEquals(name))
            {
                return place;
            }
        }

        return _binding.HasFeatures && _binding.FindFeature(JsonText.Read(ref json)) is { } feature ? PlaceOfSimilar(feature) : -1;
    }

    /// <summary>One that is spelt as in the file goes before.</summary>
    private int PlaceOfSimilar(string name)
    {
        int place = 0;
        while (_fields[place].Name != name)
        {
            place++;
        }

        return _rows[place] < 0 ? place : -1;
    }
}
