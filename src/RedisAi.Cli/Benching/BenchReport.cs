using System.Globalization;
using System.Text.Json;
using RedisAi.Cli.Inspecting;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Benching;

/// <summary>What was measured, and what suits.</summary>
/// <param name="path">The file of the model.</param>
/// <param name="info">What the engine knows of the model.</param>
/// <param name="cores">The cores of the machine.</param>
/// <param name="runs">The runs, by threads and rows.</param>
/// <param name="callers">The callers, from few to many.</param>
/// <param name="suits">The runs that suit.</param>
internal sealed class BenchReport(string path, ModelInfo info, int cores, IReadOnlyList<RunPoint> runs, IReadOnlyList<CallerPoint> callers, RunPoint suits) : IView
{
    private static readonly string[] s_runColumns = [">threads", ">rows", ">at a time", ">rows/s", ">median", ">99 %"];
    private static readonly string[] s_callerColumns = [">callers", ">calls/s", ">rows/run", ">median", ">99 %"];

    private CallerPoint Enough => BenchAdvice.Choose(callers);

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", path);
        json.WriteString("backend", info.Backend);
        json.WriteNumber("cores", cores);
        json.WriteBoolean("sharesRuns", info.Batching.IsMerged);
        json.WriteString("sharesRunsReason", info.Batching.Reason);
        SignatureJson.Write(json, info.Signature);
        json.WriteStartArray("runs");
        foreach (RunPoint run in runs)
        {
            BenchJson.Write(json, run);
        }

        json.WriteEndArray();
        json.WriteStartArray("callers");
        foreach (CallerPoint point in callers)
        {
            BenchJson.Write(json, point);
        }

        json.WriteEndArray();
        json.WriteStartObject("suits");
        json.WriteNumber("threads", suits.Threads);
        json.WriteNumber("batchSize", suits.Rows);
        json.WriteNumber("callers", Enough.Callers);
        json.WriteNumber("callsPerSecond", Math.Round(Enough.CallsPerSecond, 1));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new FieldsBlock(
            ("model", path),
            ("signature", Shown.Text(info.Signature.ToString())),
            ("cores", Text(cores)),
            ("calls share runs", $"{(info.Batching.IsMerged ? "yes" : "no")}: {Shown.Text(info.Batching.Reason)}")),
        new TextBlock(""),
        new TableBlock(s_runColumns, [.. runs.Select(Row)], ""),
        new TextBlock(""),
        new ChartBlock($"Rows a second by rows of a run, {Shown.Count(suits.Threads, "thread")} each", [.. runs.Where(run => run.Threads == suits.Threads).Select(static run => (Text(run.Rows), run.RowsPerSecond, Numbers.Rate(run.RowsPerSecond)))]),
        new TextBlock(""),
        new TableBlock(s_callerColumns, [.. callers.Select(Row)], ""),
        new TextBlock(""),
        new ChartBlock("Calls a second by callers", [.. callers.Select(static point => (Text(point.Callers), point.CallsPerSecond, Numbers.Rate(point.CallsPerSecond)))]),
        new TextBlock(""),
        new TextBlock(Advice(), isHeading: true),
    ];

    private static string[] Row(RunPoint run) => [Text(run.Threads), Text(run.Rows), Text(run.Lanes), Numbers.Rate(run.RowsPerSecond), Numbers.Time(run.Median), Numbers.Time(run.Percentile99)];

    private static string[] Row(CallerPoint point) =>
        [Text(point.Callers), Numbers.Rate(point.CallsPerSecond), Numbers.Rate(point.RowsPerRun), Numbers.Time(point.Median), Numbers.Time(point.Percentile99)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Advice()
    {
        string options = info.Batching.IsMerged ? $"Threads = {suits.Threads}, Batching = {{ BatchSize = {suits.Rows} }}" : $"Threads = {suits.Threads}";
        return $"It suits: ModelOptions {{ {options} }}; {Shown.Count(Enough.Callers, "caller")} {(Enough.Callers == 1 ? "gets" : "get")} {Numbers.Rate(Enough.CallsPerSecond)} answers a second, half of them within {Numbers.Time(Enough.Median)}.";
    }
}
