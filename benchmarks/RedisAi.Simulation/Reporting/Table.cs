namespace RedisAi.Simulation.Reporting;

/// <summary>A table as pages have it.</summary>
/// <param name="columns">Its heads.</param>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(TextWriter output)
    {
        output.WriteLine(Line(columns));
        output.WriteLine(Line([.. columns.Select(static _ => "---")]));
        foreach (string[] row in _rows)
        {
            output.WriteLine(Line(row));
        }
    }

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";
}
