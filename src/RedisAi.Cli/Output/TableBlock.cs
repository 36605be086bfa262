using Spectre.Console;
using Spectre.Console.Rendering;

namespace RedisAi.Cli.Output;

/// <summary>Rows under names of columns.</summary>
/// <param name="columns">The names; one that begins with &gt; is of numbers, which are aligned on the right.</param>
/// <param name="rows">The rows, each with a text for each column.</param>
/// <param name="none">What is said where there are no rows.</param>
internal sealed class TableBlock(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, string none) : IBlock
{
    private const string Gap = "  ";

    public void WriteTo(TextWriter plain)
    {
        if (rows.Count == 0)
        {
            plain.WriteLine(none);
            return;
        }

        string[] names = [.. columns.Select(Name)];
        int[] widths = [.. names.Select((name, column) => rows.Select(row => row[column].Length).Prepend(name.Length).Max())];
        WriteRow(plain, [.. names.Select(static name => name.ToUpperInvariant())], widths);
        foreach (IReadOnlyList<string> row in rows)
        {
            WriteRow(plain, row, widths);
        }
    }

    public IRenderable Draw()
    {
        if (rows.Count == 0)
        {
            return new Text($"{none}{Environment.NewLine}", new Style(decoration: Decoration.Dim));
        }

        Table table = new() { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (string column in columns)
        {
            TableColumn added = new(new Text(Name(column), new Style(decoration: Decoration.Bold)));
            table.AddColumn(IsNumber(column) ? added.RightAligned() : added);
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(static (text, place) => (IRenderable)new Text(text, place == 0 ? new Style(Color.Aqua) : Style.Plain)));
        }

        return table;
    }

    private static bool IsNumber(string column) => column.StartsWith('>');

    private static string Name(string column) => column.TrimStart('>');

    private void WriteRow(TextWriter plain, IReadOnlyList<string> row, int[] widths)
    {
        IEnumerable<string> cells = row.Select((text, place) => IsNumber(columns[place]) ? text.PadLeft(widths[place]) : text.PadRight(widths[place]));
        plain.WriteLine(string.Join(Gap, cells).TrimEnd());
    }
}
