using System.Globalization;
using System.Text.Json;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>A model whose file names its columns, two rows for it, and what the library answers to them.</summary>
internal sealed class NamedModel
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly string _flavor;
    private readonly string _file;
    private readonly float[][] _rows;

    private NamedModel(string flavor, string file, string[] names, string cases)
    {
        _flavor = flavor;
        _file = file;
        Names = names;
        using AiTensor inputs = NpyFile.Load(TestData.Path([.. cases.Split('/'), "in.X.npy"]));
        using AiTensor truth = NpyFile.Load(TestData.Path([.. cases.Split('/'), "out.prediction.npy"]));
        float[][] rows = [.. inputs.AsSpan<float>().ToArray().Chunk(names.Length)];
        int[] chosen = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row].All(float.IsFinite)).Take(2)];
        _rows = [.. chosen.Select(row => rows[row])];
        float[] answers = truth.DataType == TensorDataType.Float64 ? [.. truth.AsSpan<double>().ToArray().Select(static value => (float)value)] : truth.AsSpan<float>().ToArray();
        Truth = [.. chosen.Select(row => answers[row])];
    }

    public string[] Names { get; }

    public float[] Truth { get; }

    public static NamedModel Of(string library) => library switch
    {
        "xgboost" => new NamedModel("xgboost: {data: model.json, model_class: xgboost.core.Booster}", "model.json", ["a b", "c", "d\"e", "é", "f\\g"], "xgboost/squared-error"),
        _ => new NamedModel("sklearn: {pickled_model: model.skops, serialization_format: skops}", "model.skops", ["a", "b", "c", "d"], "skops/named-numbers"),
    };

    /// <summary>The folder, with a signature of these columns; without one if there are none.</summary>
    public ModelFolder Folder(params string[] signature)
    {
        string columns = string.Join(", ", signature.Select(static name => $"{{\"type\": \"double\", \"name\": {Quoted(name)}}}"));
        ModelFolder folder = new($"flavors:\n  {_flavor}\n{(signature.Length > 0 ? $"signature:\n  inputs: '[{columns}]'\n" : "")}");
        folder.Copy(_file == "model.json" ? "xgboost/squared-error/model.json" : "skops/named-numbers/model.skops", _file);
        return folder;
    }

    /// <summary>The rows as <c>dataframe_split</c>; a name that is none of the model's has numbers that nobody needs.</summary>
    public string Split(params string[] names) =>
        $"{{\"dataframe_split\":{{\"columns\":[{string.Join(',', names.Select(Quoted))}],\"data\":[{Lists(names)}]}}}}";

    /// <summary>The rows as lists in the order of the file.</summary>
    public string Lists() => Lists(Names);

    public string Records(params string[] names) => $"{{\"dataframe_records\":[{Objects(names)}]}}";

    public string Objects(params string[] names) =>
        string.Join(',', _rows.Select(row => $"{{{string.Join(',', names.Select(name => $"{Quoted(name)}:{Cell(row, name)}"))}}}"));

    /// <summary>The rows as <c>inputs</c>, an object with a list for each column.</summary>
    public string Columns(params string[] names) =>
        $"{{\"inputs\":{{{string.Join(',', names.Select(name => $"{Quoted(name)}:[{string.Join(',', _rows.Select(row => Cell(row, name)))}]"))}}}}}";

    /// <summary>The rows as CSV.</summary>
    public string Csv(params string[] names) => string.Concat(
        _rows.Select(row => string.Join(',', names.Select(name => Cell(row, name)))).Prepend(string.Join(',', names.Select(static name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))).Select(static line => line + "\n"));

    private string Lists(string[] names) => string.Join(',', _rows.Select(row => $"[{string.Join(',', names.Select(name => Cell(row, name)))}]"));

    private string Cell(float[] row, string name) => Array.IndexOf(Names, name) is var place and >= 0 ? row[place].ToString(s_culture) : "77";

    private static string Quoted(string name) => $"\"{JsonEncodedText.Encode(name)}\"";
}
