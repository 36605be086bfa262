using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>A folder of <c>tests/data/sklearn_ensembles</c>: a model, rows, and what scikit-learn 1.2 answers on them.</summary>
internal sealed class EnsembleCase(string name)
{
    private readonly string _folder = TestData.Path("sklearn_ensembles", name);

    public string ModelPath => Path.Combine(_folder, "model.skops");

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(TestData.Path("sklearn_ensembles")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    /// <summary>The names of what scikit-learn answers: label, probabilities and so on.</summary>
    public IEnumerable<string> Outputs => Directory.EnumerateFiles(_folder, "out.*").Select(static file => Path.GetFileName(file).Split('.')[1]).Order(StringComparer.Ordinal);

    public AiTensor LoadRows() => NpyFile.Load(Path.Combine(_folder, "in.X.npy"));

    public AiTensor Load(string output)
    {
        string file = Path.Combine(_folder, $"out.{output}.npy");
        if (File.Exists(file))
        {
            return NpyFile.Load(file);
        }

        string[] texts = [.. JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file, "json"))).RootElement.EnumerateArray().Select(static text => text.GetString()!)];
        return AiTensor.CreateStrings([texts.Length], texts);
    }

    /// <summary>What tells ties of labels: probabilities, else scores; null where there are none.</summary>
    public AiTensor? LoadScores() => Outputs.Contains("probabilities") ? Load("probabilities") : Outputs.Contains("scores") ? Load("scores") : null;
}
