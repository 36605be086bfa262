using RedisAi.Backends;
using RedisAi.Importers;

namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>An imported ensemble by the C API alone, against the graph that the usual converter wrote of the same model.</summary>
internal static class TreeRunGoal
{
    private const string Case = "xgboost-multiclass";
    private const string ModelClass = "xgboost.sklearn.XGBClassifier";
    private const int Features = 64;
    private const int Classes = 10;

    public static Goal? Measure(string name)
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        string folder = Path.Combine(fixtures ?? "", "models", Case);
        if (fixtures is null || !Directory.Exists(folder))
        {
            Console.Error.WriteLine($"{name} was not measured: REDISAI_FIXTURES names no folder that has models/{Case}.");
            return null;
        }

        string imported = Path.GetTempFileName();
        try
        {
            Import(Path.Combine(folder, "mlflow", "model.ubj"), imported);
            using RawOnnxSession ours = new(imported);
            using RawOnnxSession theirs = new(Path.Combine(folder, "model.onnx"));
            Goal[] goals = [Measure(name, ours, theirs, batch: 1, operations: 500), Measure(name, ours, theirs, batch: 64, operations: 20)];
            Goal worse = goals.MaxBy(static goal => goal.Value)!;
            return worse with { Note = $"1 row {goals[0].Value:F3}: {goals[0].Note}; 64 rows {goals[1].Value:F3}: {goals[1].Note}" };
        }
        finally
        {
            File.Delete(imported);
        }
    }

    private static Goal Measure(string name, RawOnnxSession ours, RawOnnxSession theirs, int batch, int operations)
    {
        using AiTensor x = AiTensor.Create<float>([batch, Features], static values =>
        {
            Random random = new(1);
            foreach (ref float value in values)
            {
                value = random.Next(17);
            }
        });
        using AiTensor labels = AiTensor.Create<long>([batch], static values => values.Clear());
        using AiTensor probabilities = AiTensor.Create<float>([batch, Classes], static values => values.Clear());
        using RawOnnxRun first = new(ours, [x], [labels, probabilities]);
        using RawOnnxRun second = new(theirs, [x], [labels, probabilities]);
        return PairedRounds.Measure(first.Run, second.Run, operations, rounds: 1_001).AtMost(name, 1.05);
    }

    private static void Import(string path, string to)
    {
        ModelOptions options = new ModelOptions().ConfigureImport(static import => import.ModelClass = ModelClass);
        IModelImporter importer = ModelImporters.All.First(static importer => importer.Format == "XGBoost");
        File.WriteAllBytes(to, importer.Import(ModelSource.FromFile(path).OpenAsync(default).GetAwaiter().GetResult(), options, default).Bytes.Span);
    }
}
