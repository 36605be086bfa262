using RedisAi.Cli.Benching;

namespace RedisAi.Cli.Tests.Benching;

public sealed class BenchPartTests
{
    [Fact]
    public void Runs_with_the_fewest_rows_and_threads_suit_among_those_that_are_as_good()
    {
        RunPoint[] runs = [Run(1, 1, 100), Run(1, 8, 490), Run(1, 16, 500), Run(1, 32, 505), Run(2, 8, 500), Run(2, 4, 480)];

        RunPoint suits = BenchAdvice.Choose(runs);

        Assert.Equal((2, 4), (suits.Threads, suits.Rows));
        Assert.Equal((1, 8), (BenchAdvice.Choose(runs[..^1]).Threads, BenchAdvice.Choose(runs[..^1]).Rows));
    }

    [Fact]
    public void Fewest_callers_suffice_that_get_about_as_much()
    {
        CallerPoint[] callers = [Callers(1, 100), Callers(2, 190), Callers(4, 200), Callers(8, 199)];

        Assert.Equal(2, BenchAdvice.Choose(callers).Callers);
    }

    [Fact]
    public void Counts_grow_until_two_steps_bring_nothing()
    {
        Growth growth = new(given: null, first: 1, most: 256);
        List<int> counts = [];
        foreach (int count in growth.Counts())
        {
            counts.Add(count);
            growth.Note(count <= 4 ? count : 4);
        }

        Assert.Equal([1, 2, 4, 8, 16], counts);
    }

    [Fact]
    public void Counts_end_at_the_most()
    {
        Growth growth = new(given: null, first: 1, most: 16);
        List<int> counts = [];
        foreach (int count in growth.Counts())
        {
            counts.Add(count);
            growth.Note(count);
        }

        Assert.Equal([1, 2, 4, 8, 16], counts);
    }

    [Fact]
    public void Counts_that_are_given_are_all_tried()
    {
        Growth growth = new([3, 5, 7, 9], first: 1, most: 4);
        List<int> counts = [];
        foreach (int count in growth.Counts())
        {
            counts.Add(count);
            growth.Note(0);
        }

        Assert.Equal([3, 5, 7, 9], counts);
    }

    [Fact]
    public void Percentiles_are_those_of_the_calls()
    {
        Latencies latencies = new(Enumerable.Range(1, 100).Select(static i => (long)i).Reverse(), frequency: 1000);

        Assert.Equal((100, TimeSpan.FromMilliseconds(51), TimeSpan.FromMilliseconds(100)), (latencies.Count, latencies.Percentile(0.5), latencies.Percentile(0.99)));
        Assert.Equal(TimeSpan.Zero, new Latencies([], frequency: 1000).Percentile(0.5));
    }

    [Theory]
    [InlineData("x=float32[?,3,224]", "x", TensorDataType.Float32, "-1,3,224", null)]
    [InlineData("rate=[]:16000", "rate", TensorDataType.Undefined, "", 16000.0)]
    [InlineData("a.0=int64[ 2, -1 ]:-1.5", "a.0", TensorDataType.Int64, "2,-1", -1.5)]
    public void Inputs_are_understood(string text, string name, TensorDataType type, string lengths, double? value)
    {
        InputDeclaration input = InputDeclaration.Parse(text);

        Assert.Equal((name, type, lengths, value), (input.Name, input.DataType, string.Join(',', input.Lengths), input.Value));
    }

    [Theory]
    [InlineData("x=[1")]
    [InlineData("x=[,1]")]
    [InlineData("x=[1;2]")]
    [InlineData("x=[-2]")]
    [InlineData("x=[99999999999999999999]")]
    [InlineData("=[1]")]
    [InlineData("x=[1]:")]
    public void What_is_no_input_is_refused(string text) => Assert.Throws<RedisAi.Cli.CommandLine.CliException>(() => InputDeclaration.Parse(text));

    [Fact]
    public void Inputs_have_the_rows_where_they_belong_and_ones_for_whole_numbers()
    {
        ModelSignature signature = new(
            [
                new TensorSpec("tokens", TensorDataType.Int64, new ShapePattern([4, -1])),
                new TensorSpec("sr", TensorDataType.Int32, new ShapePattern([])),
                new TensorSpec("text", TensorDataType.String, new ShapePattern([-1])),
                new TensorSpec("maybe", TensorDataType.Float32, new ShapePattern([-1])) { IsOptional = true },
                new TensorSpec("half", TensorDataType.Float16, new ShapePattern([-1, -1])),
            ],
            []);
        BenchInputs inputs = new(signature, [1, -1, 0, 0, 0], []);

        AiTensor?[] made = inputs.Make(rows: 3);
        AiTensor?[] again = inputs.Make(rows: 3);

        Assert.Equal(["[4,3]", "[]", "[3]", "", "[3,1]"], made.Select(static tensor => $"{tensor?.Shape}"));
        Assert.All(made[0]!.ToArray<long>(), static token => Assert.Equal(1, token));
        Assert.Equal(16_000, made[1]!.AsSpan<int>()[0]);
        Assert.True(made[4]!.ContentEquals(again[4]!));
        Assert.NotEqual(made[4]!.AsSpan<Half>()[0], made[4]!.AsSpan<Half>()[1]);
        BenchInputs.Dispose(made);
        BenchInputs.Dispose(again);
    }

    private static RunPoint Run(int threads, int rows, double rate) => new(threads, rows, Lanes: 1, rate, TimeSpan.Zero, TimeSpan.Zero);

    private static CallerPoint Callers(int callers, double rate) => new(callers, rate, RowsPerRun: 1, TimeSpan.Zero, TimeSpan.Zero);
}
