using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>A folder with a model of skops, inputs, and what Python answers: <c>in.X.npy</c> or <c>in.csv</c>, <c>out.*.npy</c>.</summary>
internal sealed class SkopsCase(string folder, string model)
{
    public string ModelPath => Path.Combine(folder, model);

    /// <summary>What Python answers, by the names of our outputs.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; } = Directory.EnumerateFiles(folder, "out.*.npy")
        .Where(static file => !Path.GetFileName(file).StartsWith("out.onnx.", StringComparison.Ordinal))
        .ToDictionary(static file => Path.GetFileName(file)["out.".Length..^".npy".Length]);

    /// <summary>The folders of fixtures of single classes, and of whole models that MLflow wrote.</summary>
    public static IEnumerable<string> Names()
    {
        if (Environment.GetEnvironmentVariable("REDISAI_FIXTURES") is not { Length: > 0 } root)
        {
            return [];
        }

        return Folders(root, "skops", "model.skops").Concat(Folders(root, "models", Path.Combine("mlflow", "model.skops")).Where(static name => name.Contains("sklearn", StringComparison.Ordinal)));

        static IEnumerable<string> Folders(string root, string kind, string model) => Directory.Exists(Path.Combine(root, kind))
            ? Directory.EnumerateDirectories(Path.Combine(root, kind))
                .Where(folder => File.Exists(Path.Combine(folder, model)))
                .Select(folder => $"{kind}/{Path.GetFileName(folder)}").Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>The folders of <c>tests/data/skops</c>, which a script there has made.</summary>
    public static IEnumerable<string> MadeNames() => Directory.EnumerateDirectories(TestData.Path("skops")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static SkopsCase LoadMade(string name) => new(TestData.Path("skops", name), "model.skops");

    public static SkopsCase Load(string name)
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("REDISAI_FIXTURES")!, name);
        return new SkopsCase(folder, name.StartsWith("skops/", StringComparison.Ordinal) ? "model.skops" : Path.Combine("mlflow", "model.skops"));
    }

    /// <summary>The inputs as the model takes them: one of all columns, or one for each.</summary>
    /// <param name="signature">What it takes.</param>
    /// <param name="kind">How the files' names begin: <c>in</c>, or <c>refused</c> for rows that Python refuses, each alone.</param>
    public AiTensor[] LoadInputs(ModelSignature signature, string kind = "in")
    {
        CsvColumns columns = CsvColumns.LoadIfThere(Path.Combine(folder, $"{kind}.csv"));
        if (signature.Inputs is [{ Name: "X" } whole])
        {
            string matrix = Path.Combine(folder, $"{kind}.X.npy");
            return [File.Exists(matrix) ? NpyFile.Load(matrix) : Texts(columns, kind, (int)whole.Shape[1])];
        }

        return [.. signature.Inputs.Select(input => LoadColumn(columns, kind, input))];
    }

    /// <summary>Whether there are rows that Python refuses.</summary>
    public bool HasRefused => File.Exists(Path.Combine(folder, "refused.X.npy")) || File.Exists(Path.Combine(folder, "refused.csv"));

    private AiTensor LoadColumn(CsvColumns columns, string kind, TensorSpec input)
    {
        string file = Path.Combine(folder, $"{kind}.{input.Name}.npy");
        using AiTensor column = File.Exists(file) ? NpyFile.Load(file) : columns.ToTensor(input.Name, input.DataType);
        return column.Reshape([column.ElementCount, 1]);
    }

    private AiTensor Texts(CsvColumns columns, string kind, int count)
    {
        string[] names = File.ReadLines(Path.Combine(folder, $"{kind}.csv")).First().Replace("\"", "", StringComparison.Ordinal).Split(',');
        Assert.Equal(count, names.Length);
        string[][] cells = [.. names.Select(name =>
        {
            using AiTensor column = columns.ToTensor(name, TensorDataType.String);
            return column.AsStrings().ToArray();
        })];
        int rows = cells[0].Length;
        return AiTensor.CreateStrings([rows, count], [.. Enumerable.Range(0, rows * count).Select(i => cells[i % count][i / count])]);
    }
}
