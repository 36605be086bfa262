using RedisAi.Backends;
using RedisAi.Importers;

namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>A classifier of the fixtures, of ten digits, as the library has written it and as the usual converter has.</summary>
/// <remarks>Regressors are no pair: ours give [rows], as the libraries do, which takes a node more than the converters' [rows, 1].</remarks>
/// <param name="Name">Its folder.</param>
/// <param name="File">The library's own file in the folder that MLflow wrote.</param>
/// <param name="ModelClass">The class of Python that the converter was given; null where the file says it.</param>
/// <param name="OneRowAlone">Whether the converter declares one label however many rows there are, so that no run can be given a place for more.</param>
internal sealed record TreeRunCase(string Name, string File, string? ModelClass, bool OneRowAlone = false)
{
    private const int Pixels = 64;
    private const int Classes = 10;

    /// <summary>One of each library.</summary>
    public static IReadOnlyList<TreeRunCase> All { get; } =
    [
        new("xgboost-multiclass", "model.ubj", "xgboost.sklearn.XGBClassifier"),
        new("lightgbm-multiclass", "model.skops", null, OneRowAlone: true),
        new("sklearn-forest", "model.skops", null),
    ];

    /// <summary>The graph of the converter.</summary>
    public string GraphIn(string models) => Path.Combine(models, Name, "model.onnx");

    /// <summary>Writes our graph to a file.</summary>
    public void Import(string models, string to)
    {
        ModelOptions options = new ModelOptions().ConfigureImport(import => import.ModelClass = ModelClass);
        ModelContent content = ModelSource.FromFile(Path.Combine(models, Name, "mlflow", File)).OpenAsync(default).GetAwaiter().GetResult();
        System.IO.File.WriteAllBytes(to, ModelImporters.All.First(importer => importer.Recognizes(content)).Import(content, options, default).Bytes.Span);
    }

    /// <summary>Rows that go many ways through the trees.</summary>
    public static AiTensor CreateRows(int batch) => AiTensor.Create<float>([batch, Pixels], static values =>
    {
        Random random = new(1);
        foreach (ref float value in values)
        {
            value = random.Next(17);
        }
    });

    /// <summary>What a run writes to: labels and probabilities.</summary>
    public static AiTensor[] CreateOutputs(int batch) =>
        [AiTensor.Create<long>([batch], static values => values.Clear()), AiTensor.Create<float>([batch, Classes], static values => values.Clear())];
}
