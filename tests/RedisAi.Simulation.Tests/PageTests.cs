using System.Globalization;
using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

/// <summary>Holds docs/scale.md to the program: what it tells of must be there, and cost what it says.</summary>
public sealed class PageTests
{
    private static readonly string[][] s_rows = [.. File.ReadLines(Path.Combine(Root(), "docs", "scale.md"))
        .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(static line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];

    [Fact]
    public void Every_scenario_is_on_the_page() =>
        Assert.Empty(ScenarioBook.All.Select(static scenario => $"`{scenario.Name}`").Except(s_rows.Select(static row => row[0])));

    [Fact]
    public void Costs_on_the_page_are_those_that_were_measured()
    {
        StoreCosts store = Measurements.ReadCommitted().Store;
        Dictionary<string, CommandCost> costs = typeof(StoreCosts).GetProperties()
            .Where(static property => property.PropertyType == typeof(CommandCost))
            .ToDictionary(static property => $"`{property.Name}`", property => (CommandCost)property.GetValue(store)!);

        Dictionary<string, string> onPage = s_rows.Where(row => costs.ContainsKey(row[0])).ToDictionary(static row => row[0], static row => $"{row[2]} + {row[3]}");

        Assert.Equal(costs.Keys.Order(), onPage.Keys.Order());
        Assert.All(costs, cost => Assert.Equal(Text(cost.Value.Microseconds, "0.0") + " + " + Text(cost.Value.NanosecondsPerByte, "0.00"), onPage[cost.Key]));
    }

    private static string Text(double number, string format) => number == 0 ? "" : number.ToString(format, CultureInfo.InvariantCulture);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "RedisAi.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("RedisAi.sln was not found.");
        }

        return folder;
    }
}
