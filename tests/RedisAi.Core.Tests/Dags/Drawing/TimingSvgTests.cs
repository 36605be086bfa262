using System.Globalization;
using System.Xml.Linq;
using RedisAi.Dags.Drawing;
using Xunit;

namespace RedisAi.Tests.Dags.Drawing;

/// <summary>The times of a run as a picture.</summary>
public sealed class TimingSvgTests
{
    [Fact]
    public void Each_run_of_a_node_has_a_bar_where_and_as_long_as_it_was()
    {
        DagTimings timings = new("p", Ms(100), [Run("read", 0, 25), Run("find", 25, 75)]);

        XElement[] bars = Bars(timings);

        Assert.Equal(["read (function): 25 ms from 0 ns on", "find (function): 75 ms from 25 ms on"], bars.Select(static bar => bar.Value));
        double left = X(bars[0]);
        Assert.Equal((160, 480), (Math.Round(Width(bars[0])), Math.Round(Width(bars[1]))));
        Assert.Equal(160, Math.Round(X(bars[1]) - left));
        Assert.True(Y(bars[1]) > Y(bars[0]));
    }

    [Fact]
    public void Runs_of_a_node_at_the_same_time_have_rows_of_their_own_and_of_many_some_share_one()
    {
        DagTimings timings = new("p", Ms(50), [.. Enumerable.Range(0, 6).Select(static i => Run("each/read", i, 10)), Run("each/read", 20, 5)]);

        XElement[] bars = Bars(timings);

        Assert.Equal(4, bars.Where(static bar => bar.Attribute("opacity") is null).Select(Y).Distinct().Count());
        Assert.Equal("each/read: 2 more runs", Assert.Single(bars, static bar => bar.Attribute("opacity") is not null).Value);
        Assert.Contains("each/read ×7", Pictures.Texts(Pictures.Parse(timings.ToSvg())));
    }

    [Fact]
    public void Times_that_are_nothing_or_beyond_the_end_and_odd_names_are_drawn_as_well()
    {
        foreach (string name in Pictures.OddNames)
        {
            Pictures.Parse(new DagTimings(name, TimeSpan.Zero, []).ToSvg());
            Pictures.Parse(new DagTimings(name, TimeSpan.Zero, [Run(name, 0, 0)]).ToSvg());
            Pictures.Parse(new DagTimings(name, Ms(1), [Run(name, 0, 5)]).ToSvg());
            Pictures.Parse(new DagTimings(name, TimeSpan.FromDays(30), [Run(name, 0, 1)]).ToSvg());
        }
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(3, "300 ns")]
    [InlineData(12_345, "1.23 ms")]
    [InlineData(99_999, "10 ms")]
    [InlineData(1_234_567, "123 ms")]
    [InlineData(123_456_789, "12.3 s")]
    public void Time_is_written_with_three_digits(long ticks, string text) => Assert.Equal(text, TimeAxis.Text(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData(100, "0 ms|20 ms|40 ms|60 ms|80 ms|100 ms")]
    [InlineData(8.5, "0 ms|1 ms|2 ms|3 ms|4 ms|5 ms|6 ms|7 ms|8 ms")]
    public void Marks_of_the_axis_are_at_round_times_from_the_start_to_the_end(double milliseconds, string labels)
    {
        TimeAxis axis = new(TimeSpan.FromMilliseconds(milliseconds), width: 640);

        Assert.Equal(labels, string.Join('|', axis.Marks.Select(static mark => mark.Label)));
        Assert.Equal(0, axis.Marks.First().X);
        Assert.InRange(axis.Marks.Last().X, 600, 640);
    }

    [Fact]
    public async Task Run_tells_its_times_when_it_is_asked_to_and_only_then()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagSequence each = dag.Map("each", dag.Split("split", Graphs.CountUp, dag.Function("busy", engine.Busy(5), dag.Input("x"))), (body, item) => body.Function("work", engine.Busy(2), item));
        dag.Output("y", dag.Gather("sum", static all => Graphs.Sum(all), each));
        DagPlan plan = dag.Compile();
        using AiTensor x = Graphs.Number(2);

        using DagResult asked = await engine.Drive(plan.RunAsync(new NamedTensors { ["x"] = x }, new DagRunOptions { CollectTimings = true }).AsTask());
        using DagResult not = await engine.Drive(plan.RunAsync(new NamedTensors { ["x"] = x }).AsTask());

        Assert.Null(not.Timings);
        DagTimings timings = asked.Timings!;
        Assert.Equal(("p", Ms(9)), (timings.Plan, timings.Duration));
        Assert.Equal(["busy", "each", "each/work", "each/work", "split", "sum"], timings.Nodes.Select(static node => node.Node).Order(StringComparer.Ordinal));
        Assert.Equal((TimeSpan.Zero, Ms(5), "function"), (timings.Nodes[0].Start, timings.Nodes[0].Duration, timings.Nodes[0].Kind));
        Assert.Equal(Ms(4), timings.Nodes.Single(static node => node.Node == "each").Duration);
        Assert.Equal(6, Bars(timings).Length);
    }

    private static DagNodeTiming Run(string node, double start, double duration) => new(node, "function", Ms(start), Ms(duration));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static XElement[] Bars(DagTimings timings) =>
        [.. Pictures.Parse(timings.ToSvg()).Elements().Where(static element => element.Name.LocalName == "rect" && element.HasElements)];

    private static double X(XElement bar) => Number(bar, "x");

    private static double Y(XElement bar) => Number(bar, "y");

    private static double Width(XElement bar) => Number(bar, "width");

    private static double Number(XElement bar, string attribute) => double.Parse(bar.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
