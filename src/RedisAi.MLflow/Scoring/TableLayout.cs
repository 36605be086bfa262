using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Which input each column of a table goes to.</summary>
/// <remarks>Made for one table: it says to the inputs that rows begin and end.</remarks>
internal sealed class TableLayout
{
    private readonly InputCollector _inputs;
    private readonly List<ElementSink> _own = [];
    private readonly List<TableColumn> _absent = [];
    private readonly TableColumn?[] _columns;
    private (ElementSink Sink, int Columns, IReadOnlyList<string>? Names)? _together;

    /// <param name="inputs">What takes the cells.</param>
    /// <param name="names">The names of the columns, in their order; null for columns without names.</param>
    /// <param name="count">How many columns there are.</param>
    /// <exception cref="MlflowException">The columns are not those that the model takes.</exception>
    public TableLayout(InputCollector inputs, IReadOnlyList<string>? names, int count)
    {
        _inputs = inputs;
        _columns = new TableColumn?[count];
        InputBinding binding = inputs.Binding;
        switch (binding.Form)
        {
            case BindingForm.Unnamed:
                PlaceTogether(binding.Bare!, names);
                break;
            case BindingForm.Matrix:
                PlaceInMatrix(names);
                break;
            case BindingForm.Named when names is null:
                PlaceInOrder();
                break;
            case BindingForm.Named when binding.AreFeatures(names):
                PlaceInMatrix(names);
                break;
            case BindingForm.Named when !binding.HasSchema && binding.Bare is { } only && !names.Contains(only.Name, StringComparer.Ordinal):
                PlaceTogether(only, names);
                break;
            default:
                PlaceByName(names!);
                break;
        }

        _inputs.ThrowIfMissing();
    }

    public int Count => _columns.Length;

    /// <summary>Where a column goes; null for one that no input takes.</summary>
    public TableColumn? this[int column] => _columns[column];

    /// <summary>A row has ended: columns that the table has not at all are missing from it.</summary>
    public void EndRow(int row)
    {
        foreach (TableColumn column in _absent)
        {
            column.ReadMissing(row);
        }
    }

    /// <summary>The table has ended.</summary>
    public void End(int rows)
    {
        _own.ForEach(static sink => sink.EndRows());
        if (_together is var (sink, columns, names))
        {
            sink.SetTable(rows, columns, names);
        }
    }

    private void PlaceOwn(int column, BoundInput input)
    {
        ElementSink sink = _inputs.SinkOf(input);
        if (!_own.Contains(sink))
        {
            sink.BeginRows();
            _own.Add(sink);
            _columns[column] = new TableColumn(sink, input.Rules, 0, 0);
        }
    }

    /// <summary>All columns are one array, in the order in which they come; a single one may have lists for cells.</summary>
    private void PlaceTogether(BoundInput input, IReadOnlyList<string>? names)
    {
        if (Count == 1)
        {
            PlaceOwn(0, input);
            return;
        }

        ShapePattern shape = input.RequestShape;
        if (shape.IsRankKnown && (shape.Rank != 2 || (shape[1] != ShapePattern.AnyLength && shape[1] != Count)))
        {
            throw ScoringError.Mismatch($"{_inputs.SinkOf(input).Subject} takes the shape {shape}; a table of {Count} columns does not make that.");
        }

        Together(_inputs.SinkOf(input), Count, names);
        for (int i = 0; i < Count; i++)
        {
            _columns[i] = new TableColumn(_inputs.SinkOf(input), input.Rules, i, Count);
        }
    }

    private void PlaceInMatrix(IReadOnlyList<string>? names)
    {
        IReadOnlyList<MlflowField> fields = _inputs.Binding.Columns;
        BoundInput input = _inputs.Binding.Bare!;
        ElementSink sink = _inputs.SinkOf(input);
        List<string> missing = [];
        ColumnPlaces places = new(names ?? [], _inputs.Binding);
        Together(sink, fields.Count, fields[0].Name is null ? null : [.. fields.Select(static field => field.Name!)]);
        for (int place = 0; place < fields.Count; place++)
        {
            TableColumn target = new(sink, BoundInput.RulesOf(input.Spec.DataType, fields[place]), place, fields.Count);
            int column = fields[place].Name is { } name ? places.Find(name, place) : place < Count ? place : -1;
            if (column >= 0)
            {
                _columns[column] = target;
            }
            else if (fields[place].IsRequired)
            {
                missing.Add(fields[place].Name ?? $"column {place}");
            }
            else
            {
                _absent.Add(target);
            }
        }

        if (missing.Count > 0)
        {
            throw ScoringError.Missing(missing, _inputs.Binding);
        }
    }

    /// <summary>Columns without names, of which pandas makes 0, 1 and so on: only a model that has but one input can tell what they are.</summary>
    private void PlaceInOrder()
    {
        if (_inputs.Binding.Bare is { } only && (Count == 1 || !_inputs.Binding.HasSchema))
        {
            PlaceTogether(only, names: null);
        }
        else
        {
            PlaceByName([.. Enumerable.Range(0, Count).Select(static place => $"{place}")]);
        }
    }

    private void PlaceByName(IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (_inputs.Binding.Find(names[i]) is { } input)
            {
                PlaceOwn(i, input);
            }
            else
            {
                _inputs.Drop(names[i]);
            }
        }
    }

    private void Together(ElementSink sink, int columns, IReadOnlyList<string>? names)
    {
        // It counts as given from now on, also by a table without rows.
        sink.SetTable(0, columns, names);
        _together = (sink, columns, names);
    }
}
