using RedisAi.Backends;
using RedisAi.Importers;

namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>An ensemble of the fixtures, as the library has written it and as the usual converter has.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="File">The library's own file in the folder that MLflow wrote.</param>
/// <param name="ModelClass">The class of Python that the converter was given; null where the file says it.</param>
/// <param name="OneRowAlone">Whether the converter declares one label however many rows there are, so that no run can be given a place for more.</param>
/// <param name="IsOfDigits">Whether it tells digits apart; else it is a regressor of the ten features of patients.</param>
internal sealed record TreeRunCase(string Name, string File, string? ModelClass = null, bool OneRowAlone = false, bool IsOfDigits = true)
{
    private const int Pixels = 64;
    private const int Features = 10;

    /// <summary>A classifier of each library, and of those whose regressors the fixtures have as a converter's graph one of these.</summary>
    public static IReadOnlyList<TreeRunCase> All { get; } =
    [
        new("xgboost-multiclass", "model.ubj", "xgboost.sklearn.XGBClassifier"),
        new("lightgbm-multiclass", "model.skops", OneRowAlone: true),
        new("sklearn-forest", "model.skops"),
        new("xgboost-regressor", "model.ubj", "xgboost.sklearn.XGBRegressor", IsOfDigits: false),
        new("lightgbm-regressor", "model.lgb", IsOfDigits: false),
    ];

    /// <summary>The graph of the converter.</summary>
    public string GraphIn(string models) => Path.Combine(models, Name, "model.onnx");

    /// <summary>Writes our graph to a file, as the engine gives it to the backend.</summary>
    public void Import(string models, string to)
    {
        ModelOptions options = new ModelOptions { ImportsForBackend = true }.ConfigureImport(import => import.ModelClass = ModelClass);
        ModelContent content = ModelSource.FromFile(Path.Combine(models, Name, "mlflow", File)).OpenAsync(default).GetAwaiter().GetResult();
        System.IO.File.WriteAllBytes(to, ModelImporters.All.First(importer => importer.Recognizes(content)).Import(content, options, default).Bytes.Span);
    }

    /// <summary>Rows that go many ways through the trees.</summary>
    public AiTensor CreateRows(int batch) => IsOfDigits
        ? AiTensor.Create<float>([batch, Pixels], static values => Fill(values, static random => random.Next(17)))
        : AiTensor.Create<float>([batch, Features], static values => Fill(values, static random => (random.NextSingle() - 0.5f) / 5));

    /// <summary>What a run writes to: a tensor for each output that a graph declares, whose first axis is the rows.</summary>
    public static AiTensor[] CreateOutputs(ModelSignature signature, int batch) => [.. signature.Outputs.Select(output => CreateOutput(output, batch))];

    private static AiTensor CreateOutput(TensorSpec output, int batch)
    {
        long[] shape = [batch, .. output.Shape.Dimensions[1..]];
        return output.DataType == TensorDataType.Int64
            ? AiTensor.Create<long>(shape, static values => values.Clear())
            : AiTensor.Create<float>(shape, static values => values.Clear());
    }

    private static void Fill(Span<float> values, Func<Random, float> next)
    {
        Random random = new(1);
        foreach (ref float value in values)
        {
            value = next(random);
        }
    }
}
