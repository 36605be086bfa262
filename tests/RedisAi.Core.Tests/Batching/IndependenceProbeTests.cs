using RedisAi.Batching;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Batching.Specs;

namespace RedisAi.Tests.Batching;

public sealed class IndependenceProbeTests
{
    private static readonly Dictionary<string, Func<float[][], float[][]>> s_dependent = new()
    {
        ["branch on the sum"] = static rows => Each(rows, row => Sum(rows) > 0 ? 0.5f * row : row + 1),
        ["branch on the mean of a clipped copy"] = static rows => Each(rows, row => rows.Average(static r => r.Average(static v => Math.Clamp(v, -1, 1))) > 0 ? row : -row),
        ["branch on whether any is negative"] = static rows => Each(rows, row => rows.Any(static r => r.Any(static v => v < 0)) ? row : row + 1),
        ["branch on the number of rows"] = static rows => Each(rows, row => rows.Length > 4 ? -row : row),
        ["mean"] = static rows => Each(rows, row => row - (Sum(rows) / rows.Length / 3)),
        ["small mean behind a steep function"] = static rows => Each(rows, row => MathF.Tanh(row + (0.05f * Sum(rows) / rows.Length))),
        ["softmax"] = static rows => Each(rows, row => MathF.Exp(row - rows.Max(static r => r.Max())) / rows.Sum(r => r.Sum(v => MathF.Exp(v - rows.Max(static m => m.Max()))))),
        ["maximum"] = static rows => Each(rows, row => row / (1 + Math.Abs(rows.Max(static r => r.Max())))),
        ["cumulative sum"] = static rows => [.. rows.Select((row, index) => Array.ConvertAll(row, value => value + Sum(rows[..index])))],
        ["the row before"] = static rows => [.. rows.Select((_, index) => rows[(index + rows.Length - 1) % rows.Length])],
        ["the first row"] = static rows => [.. rows.Select(_ => rows[0])],
        ["the place of the row"] = static rows => [.. rows.Select(static (row, index) => Array.ConvertAll(row, value => value * (index + 1)))],
        ["order of the rows"] = static rows => [.. rows.OrderBy(static row => row.Sum())],
        ["scale of all values, rounded to it"] = static rows => Each(rows, row => MathF.Round(row / Scale(rows)) * Scale(rows)),
        ["rows that are left out"] = static rows => [.. rows.Where(static row => row.Sum() > 0)],
        ["one row for all"] = static rows => [[Sum(rows), 0, 0]],
        ["more rows than there are"] = static rows => [.. rows, .. rows],
        ["a failure with several rows"] = static rows => rows.Length > 1 ? throw new InvalidOperationException("one row only") : rows,
    };

    private static readonly Dictionary<string, Func<float[][], float[][]>> s_independent = new()
    {
        ["each value for itself"] = static rows => Each(rows, static value => (2 * value) + 1),
        ["sum of the row"] = static rows => [.. rows.Select(static row => Array.ConvertAll(row, value => value + row.Sum()))],
        ["branch of the row"] = static rows => [.. rows.Select(static row => row.Sum() > 0 ? row : Array.ConvertAll(row, static value => -value))],
        ["rounding"] = static rows => Each(rows, value => value * (1 + (1e-6f * rows.Length))),
        ["not a number for some"] = static rows => Each(rows, MathF.Sqrt),
        ["logarithm"] = static rows => Each(rows, static value => MathF.Log(value)),
        ["infinity for some"] = static rows => Each(rows, static value => value > 0 ? float.PositiveInfinity : value),
        ["takes no negative numbers"] = static rows => Sum(Each(rows, static value => value < 0 ? 1 : 0)) > 0 ? throw new ArgumentException("a negative number") : rows,
        ["takes hardly more than zeros"] = static rows => rows.Any(static row => row.Any(static value => value is < 0 or > 0.01f)) ? throw new ArgumentException("too large") : rows,
    };

    public static TheoryData<string> Dependent => [.. s_dependent.Keys];

    public static TheoryData<string> Independent => [.. s_independent.Keys];

    [Theory]
    [MemberData(nameof(Dependent))]
    public void Rows_that_depend_on_each_other_are_refuted(string by)
    {
        ProbeVerdict verdict = Probes.Verdict(Probes.Rows, Probes.OfRows(s_dependent[by]));

        Assert.Equal(ProbeOutcome.Refuted, verdict.Outcome);
    }

    [Theory]
    [MemberData(nameof(Independent))]
    public void Rows_that_do_not_are_confirmed(string what)
    {
        ProbeVerdict verdict = Probes.Verdict(Probes.Rows, Probes.OfRows(s_independent[what]));

        Assert.Equal(new ProbeVerdict(ProbeOutcome.Confirmed, "8 rows gave the same answers alone, together and in another order"), verdict);
    }

    [Fact]
    public void Refutation_names_the_output_and_what_is_wrong_with_it()
    {
        Assert.Equal("the output 'y' of a row is not the same among 2 rows as alone", Probes.Verdict(Probes.Rows, Probes.OfRows(s_dependent["mean"])).Reason);
        Assert.Equal(
            "the output 'y' is Float32[2,3] for one row and Float32[4,3] for 2, which cannot be split along axis 0",
            Probes.Verdict(Probes.Rows, Probes.OfRows(s_dependent["more rows than there are"])).Reason);
        Assert.Equal(
            "2 rows cannot be run together, though each can alone: one row only",
            Probes.Verdict(Probes.Rows, Probes.OfRows(s_dependent["a failure with several rows"])).Reason);
    }

    [Fact]
    public void Answer_that_is_always_the_same_shows_nothing()
    {
        ProbeVerdict verdict = Probes.Verdict(Probes.Rows, Probes.OfRows(static rows => Each(rows, static _ => 7)));

        Assert.Equal(new ProbeVerdict(ProbeOutcome.NotPossible, "all rows that were tried gave the same answer, which shows nothing"), verdict);
    }

    [Fact]
    public void Model_that_takes_no_made_up_inputs_is_not_judged()
    {
        ProbeVerdict verdict = Probes.Verdict(Probes.Rows, static _ => throw new InvalidOperationException("no such word"));

        Assert.Equal(new ProbeVerdict(ProbeOutcome.NotPossible, "the model could not be run on made-up inputs: no such word"), verdict);
    }

    [Fact]
    public void Inputs_without_type_or_shape_are_not_made_up()
    {
        ModelSignature untyped = Signature([new TensorSpec("x", TensorDataType.Undefined, new ShapePattern([-1]))], Floats("y", -1));
        ModelSignature unranked = Signature([new TensorSpec("x", TensorDataType.Float32, ShapePattern.Any)], Floats("y", -1));

        Assert.Equal("the input 'x' is declared as any[-1], for which no values can be made up", Probes.Verdict(untyped, Unreachable).Reason);
        Assert.Equal("the input 'x' is declared as Float32[...], for which no values can be made up", Probes.Verdict(unranked, Unreachable).Reason);
    }

    [Fact]
    public void Inputs_are_not_made_larger_than_what_is_sensible()
    {
        ModelSignature huge = Signature([Floats("x", "n", 20_000_000)], Floats("y", "n"));
        ModelSignature enormous = Signature([Floats("x", "n", int.MaxValue, int.MaxValue, int.MaxValue)], Floats("y", "n"));

        Assert.Equal(ProbeOutcome.NotPossible, Probes.Verdict(huge, Unreachable).Outcome);
        Assert.Equal(ProbeOutcome.NotPossible, Probes.Verdict(enormous, Unreachable).Outcome);
    }

    [Fact]
    public void Rows_that_are_wide_are_fewer()
    {
        // 6 rows of 5 million elements, alone and together, are below 64 M.
        ModelSignature wide = Signature([Of("x", TensorDataType.UInt8, "n", 5_000_000)], Of("y", TensorDataType.UInt8, "n"));

        ProbeVerdict verdict = Probes.Verdict(wide, static inputs => [FirstOfEach(inputs[0])]);

        Assert.Equal(new ProbeVerdict(ProbeOutcome.Confirmed, "6 rows gave the same answers alone, together and in another order"), verdict);
    }

    [Fact]
    public void No_more_rows_are_tried_than_a_run_may_have()
    {
        int most = 0;

        ProbeVerdict verdict = Probes.Verdict(Probes.Rows, Probes.OfRows(rows => Note(ref most, rows)), new ModelOptions { Batching = { BatchSize = 3 } });

        Assert.Equal(ProbeOutcome.Confirmed, verdict.Outcome);
        Assert.Equal(3, most);
    }

    [Theory]
    [InlineData(TensorDataType.Float64)]
    [InlineData(TensorDataType.Float16)]
    [InlineData(TensorDataType.BFloat16)]
    [InlineData(TensorDataType.Int8)]
    [InlineData(TensorDataType.UInt8)]
    [InlineData(TensorDataType.Int16)]
    [InlineData(TensorDataType.UInt16)]
    [InlineData(TensorDataType.Int32)]
    [InlineData(TensorDataType.UInt32)]
    [InlineData(TensorDataType.Int64)]
    [InlineData(TensorDataType.UInt64)]
    [InlineData(TensorDataType.Bool)]
    [InlineData(TensorDataType.String)]
    public void Every_type_of_elements_is_made_up_and_compared(TensorDataType type)
    {
        ModelSignature signature = Signature([Of("x", type, "n", 2)], Of("y", type, "n", 2));

        ProbeVerdict echo = Probes.Verdict(signature, static inputs => [inputs[0]]);
        ProbeVerdict turned = Probes.Verdict(signature, static inputs => [Turned(inputs[0])]);

        Assert.Equal((ProbeOutcome.Confirmed, ProbeOutcome.Refuted), (echo.Outcome, turned.Outcome));
    }

    [Fact]
    public void Rows_along_a_later_axis_are_put_together_and_compared_there()
    {
        ModelSignature signature = Signature([Floats("x", 2, "n", 3), Of("s", TensorDataType.String, 2, "n")], Floats("y", 3, "n"), Of("t", TensorDataType.String, 2, "n"));

        ProbeVerdict independent = Probes.Verdict(signature, static inputs => [SumAndTurn(inputs[0]), inputs[1]]);
        ProbeVerdict dependent = Probes.Verdict(signature, static inputs => [SumAndTurn(inputs[0]), Mirrored(inputs[1])]);

        Assert.Equal((ProbeOutcome.Confirmed, ProbeOutcome.Refuted), (independent.Outcome, dependent.Outcome));
    }

    [Fact]
    public void State_has_values_too_and_its_rows_must_be_independent()
    {
        ModelSignature signature = Signature([Floats("x", -1, 3), Floats("h", 1, -1, 3)], Floats("y", -1, 3), Floats("hN", 1, -1, 3));
        ModelOptions options = new() { States = { new ModelState("h", "hN") { BatchAxis = 1 } } };

        ProbeVerdict independent = Probes.Verdict(signature, static inputs => [inputs[0], inputs[1]], options);
        ProbeVerdict dependent = Probes.Verdict(signature, static inputs => [inputs[0], Map(inputs[1], value => AnyPositive(inputs[1]) ? value : -value)], options);

        Assert.Equal((ProbeOutcome.Confirmed, ProbeOutcome.Refuted), (independent.Outcome, dependent.Outcome));
    }

    [Fact]
    public void Both_ways_of_a_model_that_branches_on_the_sampling_rate_are_tried()
    {
        ModelSignature signature = Signature([Floats("x", "n", 3), Of("sr", TensorDataType.Int64)], Floats("y", "n", 3));

        ProbeVerdict verdict = Probes.Verdict(signature, static inputs => [inputs[1].AsSpan<long>()[0] == 16_000 ? Turned(inputs[0]) : inputs[0]]);

        Assert.Equal(ProbeOutcome.Refuted, verdict.Outcome);
    }

    [Fact]
    public void Optional_inputs_are_left_out_and_given()
    {
        ModelSignature signature = Signature([Floats("x", "n", 3), Floats("bias", "n", 3) with { IsOptional = true }], Floats("y", "n", 3));

        ProbeVerdict echo = Probes.Verdict(signature, static (_, _, inputs, outputs) => outputs[0] = inputs[inputs[1].IsEmpty ? 0 : 1].AddReference());
        ProbeVerdict turned = Probes.Verdict(signature, static (_, _, inputs, outputs) => outputs[0] = inputs[1].IsEmpty ? inputs[0].AddReference() : Turned(inputs[1]));

        Assert.Equal((ProbeOutcome.Confirmed, ProbeOutcome.Refuted), (echo.Outcome, turned.Outcome));

        static TensorValue Turned(TensorValue value)
        {
            using AiTensor tensor = new(value.AddReference());
            using AiTensor turned = IndependenceProbeTests.Turned(tensor);
            return turned.Lease();
        }
    }

    [Theory]
    [InlineData(1, "1 3")]
    [InlineData(3, "3 8")]
    [InlineData(200, "256 512")]
    [InlineData(500, "512")]
    public void Open_lengths_are_two_that_the_model_takes(int least, string expected)
    {
        SortedSet<long> taken = [];
        ModelSignature signature = Signature([Floats("x", "n", "t")], Floats("y", "n", "t"));

        ProbeVerdict verdict = Probes.Verdict(signature, inputs =>
        {
            Assert.True(inputs[0].Shape[1] >= least, "too short");
            taken.Add(inputs[0].Shape[1]);
            return [inputs[0]];
        });

        Assert.Equal(ProbeOutcome.Confirmed, verdict.Outcome);
        Assert.Equal(expected, string.Join(' ', taken));
    }

    [Fact]
    public void Runs_are_timed()
    {
        ManualTimeProvider time = new();

        (ProbeVerdict verdict, IReadOnlyList<(int Rows, long Ticks)> measured) = Probes.Run(Probes.Rows, Probes.OfRows(rows =>
        {
            time.Advance(TimeSpan.FromTicks(10 + rows.Length));
            return rows;
        }), time: time);

        Assert.Equal(ProbeOutcome.Confirmed, verdict.Outcome);
        Assert.Equal([(1, 11), (2, 12), (4, 14), (8, 18)], measured.Select(run => (run.Rows, (int)(run.Ticks * TimeSpan.TicksPerSecond / time.TimestampFrequency))));
    }

    [Fact]
    public void Of_a_slow_model_only_two_rows_are_tried()
    {
        ManualTimeProvider time = new();
        List<int> sizes = [];

        (ProbeVerdict verdict, IReadOnlyList<(int Rows, long Ticks)> measured) = Probes.Run(Probes.Rows, Probes.OfRows(rows =>
        {
            time.Advance(TimeSpan.FromMilliseconds(300 * rows.Length));
            sizes.Add(rows.Length);
            return rows;
        }), time: time);

        Assert.Equal(new ProbeVerdict(ProbeOutcome.Confirmed, "2 rows gave the same answers alone, together and in another order"), verdict);
        Assert.Equal([1, 1, 1, 1, 2, 2], sizes);
        Assert.Equal([1, 2], measured.Select(static run => run.Rows));
    }

    [Theory]
    [InlineData("branch on the sum")]
    [InlineData("mean")]
    [InlineData("cumulative sum")]
    [InlineData("the row before")]
    [InlineData("the first row")]
    [InlineData("the place of the row")]
    public void Two_rows_are_enough_for_what_is_usual(string by)
    {
        ManualTimeProvider time = new();

        (ProbeVerdict verdict, _) = Probes.Run(Probes.Rows, Probes.OfRows(rows =>
        {
            time.Advance(TimeSpan.FromMilliseconds(300));
            return s_dependent[by](rows);
        }), time: time);

        Assert.Equal(ProbeOutcome.Refuted, verdict.Outcome);
    }

    [Fact]
    public void Inputs_are_the_same_each_time()
    {
        List<float> first = Seen();

        Assert.Equal(first, Seen());
        Assert.Equal(first.Count, first.Count(float.IsFinite));

        static List<float> Seen()
        {
            List<float> seen = [];
            Probes.Verdict(Probes.Rows, inputs =>
            {
                seen.AddRange(inputs[0].AsSpan<float>());
                return [inputs[0]];
            });
            return seen;
        }
    }

    private static IReadOnlyList<AiTensor> Unreachable(IReadOnlyList<AiTensor> inputs) => throw new InvalidOperationException("It must not be run.");

    private static float[][] Each(float[][] rows, Converter<float, float> function) => [.. rows.Select(row => Array.ConvertAll(row, function))];

    private static float Sum(float[][] rows) => rows.Sum(static row => row.Sum());

    private static float Scale(float[][] rows) => rows.Max(static row => row.Max(Math.Abs)) / 100;

    private static float[][] Note(ref int most, float[][] rows)
    {
        most = Math.Max(most, rows.Length);
        return rows;
    }

    private static AiTensor FirstOfEach(AiTensor tensor) =>
        AiTensor.Create<byte>([tensor.Shape[0]], [.. Enumerable.Range(0, (int)tensor.Shape[0]).Select(row => tensor.AsSpan<byte>()[row * (int)tensor.Shape[1]])]);

    /// <summary>The last row of axis 0 first, then the others.</summary>
    private static AiTensor Turned(AiTensor tensor)
    {
        using AiTensor last = tensor.Slice(tensor.Shape[0] - 1, 1);
        using AiTensor others = tensor.Slice(0, tensor.Shape[0] - 1);
        return AiTensor.Concat([last, others], axis: 0);
    }

    /// <summary>A matrix of texts with its columns in reverse.</summary>
    private static AiTensor Mirrored(AiTensor tensor) =>
        AiTensor.CreateStrings(tensor.Shape.Dimensions, [.. tensor.AsStrings().ToArray().Chunk((int)tensor.Shape[1]).SelectMany(static row => row.Reverse())]);

    private static bool AnyPositive(AiTensor tensor) => tensor.ToArray<float>().Any(static value => value > 0);

    private static AiTensor Map(AiTensor tensor, Converter<float, float> function) => AiTensor.Create<float>(tensor.Shape.Dimensions, Array.ConvertAll(tensor.ToArray<float>(), function));

    /// <summary>From [2,n,3] to [3,n]: each value is the sum of two.</summary>
    private static AiTensor SumAndTurn(AiTensor tensor)
    {
        int rows = (int)tensor.Shape[1];
        float[] x = tensor.ToArray<float>();
        return AiTensor.Create<float>([3, rows], [.. Enumerable.Range(0, 3 * rows).Select(i => x[(i % rows * 3) + (i / rows)] + x[((rows + (i % rows)) * 3) + (i / rows)])]);
    }
}
