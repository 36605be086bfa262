using System.Text.Json;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Checks;

/// <summary>Collects what a library refuses to be given, and writes it into the metadata of the graph, where the ONNX backend reads it and checks each call's inputs.</summary>
/// <remarks>
/// No operator of ONNX throws at a value. A check in the graph would cost several nodes on each run, fail the other calls of a batch, and could not say in
/// words what is wrong; so that it is data beside the graph. Other runtimes pass it over.
/// </remarks>
internal sealed class InputChecks
{
    /// <summary>The key of the metadata. Its value is a JSON array of rules: see <see cref="WriteTo"/>.</summary>
    public const string MetadataKey = "redisai.refuses";

    private const string Infinity = "infinity";
    private const string Missing = "missing";
    private const string Other = "other";

    private readonly OrderedDictionary<(string Input, string What, string By), SortedSet<int>> _columns = [];
    private readonly HashSet<(string Input, string What, int Column)> _known = [];
    private readonly List<(string Input, int Column, string By, IReadOnlyList<string>? Texts, IReadOnlyList<double>? Numbers, bool AllowsMissing)> _others = [];

    /// <summary>Refuses infinities in a column of an input of numbers.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="column">The position in it; -1 for all columns.</param>
    /// <param name="by">Who refuses, for the error: a class, or a library.</param>
    public void RefuseInfinity(string input, int column, string by) => Add(input, Infinity, column, by);

    /// <summary>Refuses missing values in a column: NaN, or the empty text.</summary>
    public void RefuseMissing(string input, int column, string by) => Add(input, Missing, column, by);

    /// <summary>Refuses all but some texts in a column.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="column">The position in it.</param>
    /// <param name="by">Who refuses.</param>
    /// <param name="texts">What is taken.</param>
    /// <param name="allowsMissing">Whether the empty text is taken, too.</param>
    public void RefuseOthers(string input, int column, string by, IReadOnlyList<string> texts, bool allowsMissing) =>
        _others.Add((input, column, by, texts, null, allowsMissing));

    /// <summary>Refuses all but some numbers in a column.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="column">The position in it.</param>
    /// <param name="by">Who refuses.</param>
    /// <param name="numbers">What is taken.</param>
    /// <param name="allowsMissing">Whether NaN is taken, too.</param>
    public void RefuseOthers(string input, int column, string by, IReadOnlyList<double> numbers, bool allowsMissing) =>
        _others.Add((input, column, by, null, numbers, allowsMissing));

    /// <summary>Writes the rules, if there are any.</summary>
    public void WriteTo(OnnxGraph graph)
    {
        if (_columns.Count + _others.Count == 0)
        {
            return;
        }

        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();
            foreach (((string input, string what, string by), SortedSet<int> columns) in _columns)
            {
                WriteHead(json, input, what, by, columns);
                json.WriteEndObject();
            }

            foreach ((string input, int column, string by, IReadOnlyList<string>? texts, IReadOnlyList<double>? numbers, bool allowsMissing) in _others)
            {
                WriteHead(json, input, Other, by, [column]);
                json.WriteBoolean("missing", allowsMissing);
                WriteTaken(json, texts, numbers);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        graph.Metadata[MetadataKey] = System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteHead(Utf8JsonWriter json, string input, string what, string by, SortedSet<int> columns)
    {
        json.WriteStartObject();
        json.WriteString("input", input);
        json.WriteString("what", what);
        json.WriteString("by", by);
        if (columns.Contains(-1))
        {
            return;
        }

        // Runs of columns: the first, and how many.
        json.WriteStartArray("columns");
        int? first = null;
        int next = 0;
        foreach (int column in columns)
        {
            if (first is not null && column != next)
            {
                WriteRun(json, first.Value, next);
                first = null;
            }

            first ??= column;
            next = column + 1;
        }

        WriteRun(json, first ?? 0, next);
        json.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter json, int first, int end)
    {
        json.WriteNumberValue(first);
        json.WriteNumberValue(end - first);
    }

    private static void WriteTaken(Utf8JsonWriter json, IReadOnlyList<string>? texts, IReadOnlyList<double>? numbers)
    {
        json.WriteStartArray(texts is not null ? "texts" : "numbers");
        foreach (string text in texts ?? [])
        {
            json.WriteStringValue(text);
        }

        foreach (double number in numbers ?? [])
        {
            // NaN and infinities have no place in JSON; a missing value is said apart.
            if (double.IsFinite(number))
            {
                json.WriteNumberValue(number);
            }
        }

        json.WriteEndArray();
    }

    private void Add(string input, string what, int column, string by)
    {
        // Who comes first in a pipeline is who would have refused.
        if (!_known.Add((input, what, column)))
        {
            return;
        }

        if (!_columns.TryGetValue((input, what, by), out SortedSet<int>? columns))
        {
            _columns.Add((input, what, by), columns = []);
        }

        columns.Add(column);
    }
}
