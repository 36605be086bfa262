using Spectre.Console;
using Spectre.Console.Rendering;

namespace RedisAi.Cli.Output;

/// <summary>Names with their values, each on a line of its own.</summary>
/// <param name="fields">The names and values.</param>
internal sealed class FieldsBlock(IReadOnlyList<KeyValuePair<string, string>> fields) : IBlock
{
    public FieldsBlock(params IReadOnlyList<(string Name, string Value)> fields)
        : this([.. fields.Select(static field => new KeyValuePair<string, string>(field.Name, field.Value))])
    {
    }

    public void WriteTo(TextWriter plain)
    {
        foreach ((string name, string value) in fields)
        {
            plain.WriteLine($"{name}: {value}".TrimEnd());
        }
    }

    public IRenderable Draw()
    {
        Grid grid = new();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn());
        foreach ((string name, string value) in fields)
        {
            grid.AddRow(new Text(name, new Style(Color.Aqua)), new Text(value));
        }

        return grid;
    }
}
