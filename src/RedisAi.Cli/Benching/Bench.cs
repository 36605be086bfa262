using RedisAi.Batching;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Inspecting;

namespace RedisAi.Cli.Benching;

/// <summary>Measures a model: first its runs by rows and threads, then calls of one row by callers, with what suited the runs.</summary>
/// <param name="engine">Where it is loaded.</param>
/// <param name="plan">What is to be measured.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told how far it is, from 0 to 1.</param>
internal sealed class Bench(RedisAiEngine engine, BenchPlan plan, TimeProvider time, IProgress<double> progress)
{
    private const int MostRows = 256;
    private const int MostCallers = 256;

    /// <summary>A few callers may get less than one: their calls wait for each other, and too few of them share a run for that to pay.</summary>
    private const int CallerPatience = 3;

    /// <summary>About how many points there are, for the progress: how many pay is known in the end.</summary>
    private const int UsualPoints = 8;

    private readonly string _key = LocalEngine.KeyOf(plan.Path);
    private readonly int _cores = Environment.ProcessorCount;
    private int _points;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        ModelInfo info = await StoreAsync(threads: null, Merging, batchSize: null, cancellationToken).ConfigureAwait(false);
        RowLayout? layout = info.Batching.IsMerged ? LayoutOf(info) : null;
        BenchInputs inputs = new(info.Signature, [.. layout?.InputAxes.ToArray() ?? Enumerable.Repeat(RowLayout.Shared, info.Signature.Inputs.Count)], plan.Inputs);
        ThrowIfUnknown(info.Signature);

        IReadOnlyList<int> threads = plan.Threads ?? ThreadCounts(_cores);
        List<RunPoint> runs = [];
        foreach (int count in threads)
        {
            await StoreAsync(count, BatchingMode.Off, batchSize: null, cancellationToken).ConfigureAwait(false);
            runs.AddRange(await RunsAsync(count, inputs, layout is not null, threads.Count, cancellationToken).ConfigureAwait(false));
        }

        RunPoint suits = BenchAdvice.Choose(runs);
        await StoreAsync(suits.Threads, layout is null ? BatchingMode.Off : Merging, layout is null ? null : suits.Rows, cancellationToken).ConfigureAwait(false);
        List<CallerPoint> callers = await CallersAsync(inputs, threads.Count, cancellationToken).ConfigureAwait(false);
        return new BenchReport(plan.Path, info, _cores, runs, callers, suits);
    }

    private BatchingMode Merging => plan.RowsAreIndependent ? BatchingMode.On : BatchingMode.Auto;

    private Task<ModelInfo> StoreAsync(int? threads, BatchingMode mode, int? batchSize, CancellationToken cancellationToken)
    {
        ModelOptions options = new() { Threads = threads, Device = plan.Device, Batching = { Mode = mode, BatchSize = batchSize } };
        InputDeclaration.Declare(plan.Inputs, options);
        return engine.Models.StoreAsync(_key, ModelSource.FromFile(plan.Path), options, cancellationToken);
    }

    /// <summary>Where the rows of a model are whose calls share runs.</summary>
    private RowLayout? LayoutOf(ModelInfo info)
    {
        MergeOptions options = new(new BatchingOptions { Mode = Merging }, [], new HashSet<string>(StringComparer.Ordinal), WarmUp: true);
        return RowLayoutFinder.Find(info.Signature, options, declaresRows: true, out _);
    }

    private void ThrowIfUnknown(ModelSignature signature)
    {
        if (plan.Inputs.FirstOrDefault(said => !signature.Inputs.Any(input => input.Name == said.Name)) is { } unknown)
        {
            throw CliException.NotUnderstood($"The model has no input '{unknown.Name}'; it has {string.Join(", ", signature.Inputs.Select(static input => $"'{input.Name}'"))}.");
        }
    }

    /// <summary>One, powers of two, and all cores.</summary>
    private static IReadOnlyList<int> ThreadCounts(int cores)
    {
        SortedSet<int> counts = [cores];
        for (int count = 1; count < cores; count *= 2)
        {
            counts.Add(count);
        }

        return [.. counts];
    }

    private async Task<List<RunPoint>> RunsAsync(int threads, BenchInputs inputs, bool hasRows, int series, CancellationToken cancellationToken)
    {
        Growth growth = new(hasRows ? plan.Batches : [1], first: 1, MostRows);
        List<RunPoint> points = [];
        foreach (int rows in growth.Counts())
        {
            AiTensor?[] given = inputs.Make(rows);
            try
            {
                RunPoint point = await RunMeasurement.MeasureAsync(engine.Models[_key], given, threads, rows, Math.Max(1, _cores / threads), plan.Duration, time, cancellationToken).ConfigureAwait(false);
                growth.Note(point.RowsPerSecond);
                points.Add(point);
            }
            finally
            {
                BenchInputs.Dispose(given);
            }

            Progress(hasRows ? series + 1 : 2);
        }

        return points;
    }

    private async Task<List<CallerPoint>> CallersAsync(BenchInputs inputs, int series, CancellationToken cancellationToken)
    {
        Growth growth = new(plan.Callers, first: 1, MostCallers, CallerPatience);
        List<CallerPoint> points = [];
        AiTensor?[] given = inputs.Make(rows: 1);
        try
        {
            foreach (int callers in growth.Counts())
            {
                CallerPoint point = await CallerMeasurement.MeasureAsync(engine.Models, _key, given, callers, plan.Duration, time, cancellationToken).ConfigureAwait(false);
                growth.Note(point.CallsPerSecond);
                points.Add(point);
                Progress(series + 1);
            }
        }
        finally
        {
            BenchInputs.Dispose(given);
        }

        return points;
    }

    private void Progress(int series) => progress.Report(Math.Min(0.99, (double)++_points / (series * UsualPoints)));
}
