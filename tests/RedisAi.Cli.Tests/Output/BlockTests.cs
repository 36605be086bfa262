using RedisAi.Cli.Output;

namespace RedisAi.Cli.Tests.Output;

public sealed class BlockTests
{
    private static readonly string[] s_columns = ["name", ">size"];

    [Fact]
    public void Table_is_aligned_where_nobody_draws()
    {
        TableBlock table = new(s_columns, [["a", "1"], ["longer", "1,000"]], "none");

        Assert.Equal("NAME     SIZE\na           1\nlonger  1,000\n", Plain(table));
    }

    [Fact]
    public void Table_without_rows_says_so()
    {
        TableBlock table = new(s_columns, [], "There are none.");

        Assert.Equal("There are none.\n", Plain(table));
        Assert.Contains("There are none.", Drawn(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_is_drawn_with_lines_and_colours_where_a_person_looks()
    {
        TableBlock table = new(s_columns, [["a", "1"]], "none");

        string drawn = Drawn(table);

        Assert.Contains("╭", drawn, StringComparison.Ordinal);
        Assert.Contains("\u001b[", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void What_looks_like_markup_is_text()
    {
        string drawn = Drawn(new TableBlock(s_columns, [["[red]a[/]", "[/]"]], "none")) + Drawn(new TextBlock("[bold]")) + Drawn(new FieldsBlock(("[x]", "[y]")));

        Assert.All(["[red]a[/]", "[/]", "[bold]", "[x]", "[y]"], text => Assert.Contains(text, drawn, StringComparison.Ordinal));
    }

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        string[] lines = Plain(new ChartBlock("title", [("1", 50, "fifty"), ("16", 100, "all"), ("8", 1.25, "some")])).Split('\n');

        Assert.Equal("title", lines[0]);
        Assert.Equal($"   1 {new string('█', 20)}{new string(' ', 20)} fifty", lines[1]);
        Assert.Equal($"  16 {new string('█', 40)} all", lines[2]);
        Assert.Equal($"   8 ▌{new string(' ', 39)} some", lines[3]);
    }

    [Fact]
    public void Bars_without_a_length_are_empty() => Assert.Equal($"title\n  1 {new string(' ', 40)} 0\n", Plain(new ChartBlock("title", [("1", 0, "0")])));

    [Theory]
    [InlineData(0.5, "500 us")]
    [InlineData(0.0123, "12.3 us")]
    [InlineData(1.5, "1.50 ms")]
    [InlineData(12_000, "12.0 s")]
    [InlineData(3_600_000, "3,600 s")]
    public void Times_have_the_unit_that_suits_them(double milliseconds, string text) => Assert.Equal(text, Numbers.Time(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))));

    private static string Plain(IBlock block)
    {
        using StringWriter writer = new();
        block.WriteTo(writer);
        return writer.ToString();
    }

    private static string Drawn(IBlock block)
    {
        using StringWriter writer = new();
        Canvas.On(writer).Write(block.Draw());
        return writer.ToString();
    }
}
