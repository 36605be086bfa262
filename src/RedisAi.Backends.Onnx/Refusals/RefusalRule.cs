using System.Text.Json;

namespace RedisAi.Backends.Onnx.Refusals;

/// <summary>Reads one rule.</summary>
internal static class RefusalRule
{
    /// <summary>Adds a rule to those of its input.</summary>
    public static void Add(InputRefusals refusals, JsonElement rule)
    {
        string by = rule.GetProperty("by").GetString() ?? "";
        string what = rule.GetProperty("what").GetString() ?? "";
        (int First, int Count)[] runs = rule.TryGetProperty("columns", out JsonElement columns) ? ReadRuns(columns) : [(0, refusals.Width)];
        foreach ((int first, int count) in runs)
        {
            if (first < 0 || count < 0 || first > refusals.Width - count)
            {
                throw new FormatException($"columns {first} to {(long)first + count - 1} are none of {refusals.Width}");
            }

            for (int column = first; column < first + count; column++)
            {
                Add(refusals[column], what, by, rule);
            }
        }
    }

    private static void Add(ColumnRefusals column, string what, string by, JsonElement rule)
    {
        switch (what)
        {
            case "infinity":
                column.InfinityBy ??= by;
                break;
            case "missing":
                column.MissingBy ??= by;
                break;
            case "other":
                column.Known.Add(ReadKnown(by, rule));
                break;
            default:
                throw new FormatException($"'{what}' is refused, which is not known");
        }
    }

    private static KnownValues ReadKnown(string by, JsonElement rule)
    {
        bool allowsMissing = rule.TryGetProperty("missing", out JsonElement missing) && missing.GetBoolean();
        return rule.TryGetProperty("texts", out JsonElement texts)
            ? new KnownValues(by, texts.EnumerateArray().Select(static text => text.GetString() ?? "").ToHashSet(StringComparer.Ordinal), null, allowsMissing)
            : new KnownValues(by, null, rule.GetProperty("numbers").EnumerateArray().Select(static number => number.GetDouble()).ToHashSet(), allowsMissing);
    }

    private static (int First, int Count)[] ReadRuns(JsonElement columns)
    {
        int[] numbers = [.. columns.EnumerateArray().Select(static number => number.GetInt32())];
        return numbers.Length % 2 == 0
            ? [.. numbers.Chunk(2).Select(static pair => (pair[0], pair[1]))]
            : throw new FormatException("columns are pairs of the first one and how many there are");
    }
}
