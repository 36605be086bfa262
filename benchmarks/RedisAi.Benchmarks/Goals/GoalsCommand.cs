using System.Globalization;
using System.Text.Json;
using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Benchmarks.Goals.Dags;
using RedisAi.Benchmarks.Goals.Durability;
using RedisAi.Benchmarks.Goals.Http;
using RedisAi.Benchmarks.Goals.Importing;
using RedisAi.Benchmarks.Goals.Mlflow;
using RedisAi.Benchmarks.Goals.Resp;
using RedisAi.Benchmarks.Goals.Sharing;

namespace RedisAi.Benchmarks.Goals;

/// <summary>Measures every goal, prints a table, and writes the rows as JSON.</summary>
internal static class GoalsCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly (string Name, IEnumerable<GoalRow> Rows)[] s_groups =
    [
        ("store", StoreGoals.Rows), ("onnx", OnnxRunGoals.Rows), ("torch", TorchGoals.Rows), ("tflite", TfLiteGoals.Rows), ("batch", BatchGoals.Rows), ("dag", DagGoals.Rows),
        ("durable", DurableWriteGoals.Rows.Concat(ColdReadGoals.Rows)), ("resp", RespGoals.Rows),
        ("http", ScoringGoals.Rows), ("mlflow", SwapFromRegistryGoals.GoalRows), ("import", ImportGoals.Rows.Concat(ExportGoals.Rows)),
        ("redis", SharedStepGoals.Rows.Concat(StreamGoals.Rows).Concat(TakeoverGoals.Rows).Concat(FailoverGoals.Rows)),
    ];

    /// <param name="options">
    /// <c>--json FILE</c> writes the rows, <c>--only TEXT</c> measures the group of that name and the rows whose name begins so (in the first place TEXT alone does),
    /// and <c>--rounds SHARE</c> measures that share of each row's rounds, above 0 and at most 1.
    /// </param>
    /// <returns>0: a goal that is missed is a row of the table, not a failure of the command; 1 when a row could not be measured, 2 for options it does not know.</returns>
    public static int Run(IReadOnlyList<string> options)
    {
        options = options is [var name, ..] && !name.StartsWith("--", StringComparison.Ordinal) ? ["--only", .. options] : options;
        string? json = null;
        string only = "";
        bool isKnown = options.Count % 2 == 0;
        for (int i = 0; i + 1 < options.Count; i += 2)
        {
            switch (options[i])
            {
                case "--json":
                    json = options[i + 1];
                    break;
                case "--only":
                    only = options[i + 1];
                    break;
                case "--rounds" when double.TryParse(options[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is > 0 and <= 1:
                    RoundCount.Share = share;
                    break;
                default:
                    isKnown = false;
                    break;
            }
        }

        if (!isKnown)
        {
            Console.Error.WriteLine("Use: goals [--json FILE] [--only store|onnx|torch|tflite|batch|dag|durable|resp|http|mlflow|import|redis|ROW] [--rounds SHARE]");
            return 2;
        }

        List<Goal> goals = [];
        bool failed = false;
        Console.WriteLine($"{"name",-22} {"value",10} {"unit",-7} {"limit",9}  {"",-6}  {"quartiles",-16}  took");
        foreach (GoalRow row in s_groups.SelectMany(group => group.Rows.Where(row => group.Name == only || row.Name.StartsWith(only, StringComparison.Ordinal))))
        {
            if (Measure(row, ref failed) is not { } goal)
            {
                continue;
            }

            goals.Add(goal);
            string sign = goal.Better == "lower" ? "<=" : ">=";
            string quartiles = goal.Quartiles is { } q ? $"{q.Lower:F3} .. {q.Upper:F3}" : "";
            Console.WriteLine($"{goal.Name,-22} {goal.Value,10:F3} {goal.Unit,-7} {sign} {goal.Limit,6}  {(goal.Met ? "met" : "MISSED"),-6}  {quartiles,-16}  {goal.Seconds,3:F0} s  {goal.Note}");
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(goals, s_json));
        }

        return failed ? 1 : 0;
    }

    /// <summary>One row that cannot be measured must not cost the others.</summary>
    private static Goal? Measure(GoalRow row, ref bool failed)
    {
        try
        {
            return row.Measure();
        }
#pragma warning disable CA1031 // Whatever it is, it is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"{row.Name} failed: {error}");
            failed = true;
            return null;
        }
    }
}
