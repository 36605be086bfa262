using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads a request in CSV: a line with the names of columns, and a line for each row.</summary>
internal static class CsvRequest
{
    // What pandas takes for a missing value, and what it writes for one.
    private static readonly HashSet<string> s_missing = new(StringComparer.Ordinal) { "", "NaN", "nan", "NA", "N/A", "n/a", "NULL", "null", "None", "<NA>", "#N/A" };

    /// <summary>Reads a body into the inputs, and makes their tensors.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="inputs">Empty.</param>
    /// <exception cref="MlflowException">It is no table, or not what the model takes.</exception>
    public static void Read(ReadOnlySpan<byte> body, InputCollector inputs)
    {
        if (inputs.Binding.Form == BindingForm.Unnamed)
        {
            throw ScoringError.BadRequest($"The signature has one input without a name, {inputs.Binding.Signature}; CSV has names of columns. Send JSON, with 'inputs' or 'dataframe_split'.");
        }

        CsvReader csv = new(body.StartsWith("\uFEFF"u8) ? body[3..] : body);
        List<string> names = [];
        if (csv.TryReadLine())
        {
            do
            {
                names.Add(csv.Text);
            }
            while (csv.TryReadField());
        }

        if (names.Count == 0)
        {
            throw ScoringError.BadRequest("The body has no line with the names of columns.");
        }

        inputs.IsTable = true;
        TableLayout layout = new(inputs, names, names.Count);
        int row = 0;
        for (; csv.TryReadLine(); row++)
        {
            ReadRow(ref csv, layout, row);
        }

        layout.End(row);
        inputs.Complete();
    }

    private static void ReadRow(ref CsvReader csv, TableLayout layout, int row)
    {
        int column = 0;
        do
        {
            if (column == layout.Count)
            {
                throw ScoringError.BadRequest($"Row {row} has more than the {layout.Count} values that the table has columns.");
            }

            if (layout[column] is { } target)
            {
                if (!csv.IsQuoted && s_missing.Contains(csv.Text) && target.Sink is not TextSink { TakesMissing: false })
                {
                    target.ReadMissing(row);
                }
                else
                {
                    target.ReadText(csv.Field, row);
                }
            }

            column++;
        }
        while (csv.TryReadField());

        if (column != layout.Count)
        {
            throw ScoringError.BadRequest($"Row {row} has {column} values; the table has {layout.Count} columns.");
        }

        layout.EndRow(row);
    }
}
