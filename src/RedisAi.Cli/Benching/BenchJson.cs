using System.Text.Json;

namespace RedisAi.Cli.Benching;

/// <summary>Points that were measured, as JSON.</summary>
internal static class BenchJson
{
    public static void Write(Utf8JsonWriter json, RunPoint run)
    {
        json.WriteStartObject();
        json.WriteNumber("threads", run.Threads);
        json.WriteNumber("rows", run.Rows);
        json.WriteNumber("atATime", run.Lanes);
        json.WriteNumber("rowsPerSecond", Math.Round(run.RowsPerSecond, 1));
        WriteTimes(json, run.Median, run.Percentile99);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CallerPoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("callers", point.Callers);
        json.WriteNumber("callsPerSecond", Math.Round(point.CallsPerSecond, 1));
        json.WriteNumber("rowsPerRun", Math.Round(point.RowsPerRun, 2));
        WriteTimes(json, point.Median, point.Percentile99);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, TimeSpan median, TimeSpan percentile99)
    {
        json.WriteNumber("medianUs", Math.Round(median.TotalMicroseconds, 1));
        json.WriteNumber("percentile99Us", Math.Round(percentile99.TotalMicroseconds, 1));
    }
}
