using RedisAi.Batching;
using Xunit;
using static RedisAi.Tests.Batching.Specs;

namespace RedisAi.Tests.Batching;

public sealed class RowLayoutFinderTests
{
    private static readonly ModelSignature s_named = Signature([Floats("x", "n", 4)], Floats("y", "n", 2));
    private static readonly ModelSignature s_unnamed = Signature([Floats("x", -1, 4)], Floats("y", -1, 2));

    [Fact]
    public void Named_dimension_of_all_inputs_and_outputs_is_that_of_the_rows()
    {
        Assert.Equal("0 -> 0; rows are along the dimension 'n'", Find(s_named));
    }

    [Fact]
    public void Rows_may_be_along_another_axis_of_each()
    {
        ModelSignature signature = Signature([Floats("x", "t", "n", 4), Floats("h", "n", 4)], Floats("y", 3, 3, "n"), Floats("z", "n"));

        Assert.Equal("1 0 -> 2 0; rows are along the dimension 'n'", Find(signature));
    }

    [Fact]
    public void Of_two_names_the_one_called_batch_is_taken_and_else_the_outermost()
    {
        Assert.Equal("0 -> 0; rows are along the dimension 'n'", Find(Signature([Floats("x", "n", "m")], Floats("y", "n", "m"))));
        Assert.Equal("1 -> 1; rows are along the dimension 'my_batch'", Find(Signature([Floats("x", "n", "my_batch")], Floats("y", "n", "my_batch"))));
    }

    [Fact]
    public void Input_without_the_name_is_the_same_for_all_rows()
    {
        ModelSignature signature = Signature([Floats("x", "n", 4), Floats("w", 4, "m"), Floats("rate")], Floats("y", "n", "m"));

        Assert.Equal("0 -1 -1 -> 0; rows are along the dimension 'n'", Find(signature));
        Assert.Equal("0 -1 -1 -> 0; rows are along the dimension 'n'", Find(signature, On()));
    }

    [Theory]
    [InlineData("an output without the name")]
    [InlineData("another name")]
    [InlineData("no name")]
    [InlineData("twice in one shape")]
    [InlineData("only in an input that is shared")]
    [InlineData("also in an input that is shared")]
    public void Auto_needs_a_name_that_proves_something(string what)
    {
        (ModelSignature signature, ModelOptions options) = what switch
        {
            "an output without the name" => (Signature([Floats("x", "n", 4)], Floats("y", "n", 2), Floats("z", 1)), new ModelOptions()),
            "another name" => (Signature([Floats("x", "n", 4)], Floats("y", "m", 2)), new ModelOptions()),
            "no name" => (s_unnamed, new ModelOptions()),
            "twice in one shape" => (Signature([Floats("x", "n", "n")], Floats("y", "n", 2)), new ModelOptions()),
            "only in an input that is shared" => (Signature([Floats("x", -1), Floats("w", "n")], Floats("y", "n")), new ModelOptions { SharedInputs = { "w" } }),
            _ => (Signature([Floats("x", "n"), Floats("w", "n")], Floats("y", "n")), new ModelOptions { SharedInputs = { "w" } }),
        };

        Assert.StartsWith("none; its inputs and outputs share no dimension of one name", Find(signature, options), StringComparison.Ordinal);
    }

    [Fact]
    public void Axis_that_the_application_names_must_have_the_name_too()
    {
        ModelSignature signature = Signature([Floats("x", "n", "m")], Floats("y", "n", "m"));

        Assert.Equal("1 -> 1; rows are along the dimension 'm'", Find(signature, new ModelOptions { Batching = { Axes = { ["x"] = 1 } } }));
        Assert.StartsWith("none; its inputs", Find(signature, new ModelOptions { Batching = { Axes = { ["x"] = 1, ["y"] = 0 } } }), StringComparison.Ordinal);
        Assert.StartsWith("none; its inputs", Find(s_unnamed, new ModelOptions { Batching = { Axes = { ["x"] = 0, ["y"] = 0 } } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_needs_a_model_that_declares_its_rows()
    {
        Assert.StartsWith("none; the model does not declare where", Find(s_named, declaresRows: false), StringComparison.Ordinal);
        Assert.StartsWith("none; the model does not declare where", Find(GruSignature("n"), Gru(), declaresRows: false), StringComparison.Ordinal);
        Assert.Equal("0 -> 0; rows are along the dimension 'n'", Find(s_named, On(), declaresRows: false));
    }

    [Fact]
    public void Off_means_never()
    {
        Assert.Equal("none; batching is off", Find(s_named, new ModelOptions { Batching = { Mode = BatchingMode.Off } }));
    }

    [Fact]
    public void Open_outputs_mean_never()
    {
        ModelSignature signature = new([Floats("x", "n")], []) { HasOpenOutputs = true };

        Assert.Equal("none; only a run tells which outputs the model has", Find(signature));
        Assert.Equal("none; only a run tells which outputs the model has", Find(signature, On()));
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.On)]
    public void Fixed_length_where_the_rows_would_be_means_never(BatchingMode mode)
    {
        ModelSignature signature = Signature([Floats("x", 1, 4)], Floats("y", 1, 2));

        Assert.Equal(
            "none; the input 'x' is declared as Float32[1,4]: axis 0, where its rows would be, always has the length 1",
            Find(signature, new ModelOptions { Batching = { Mode = mode } }));
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.On)]
    public void State_of_a_fixed_length_means_never(BatchingMode mode)
    {
        ModelOptions options = Gru();
        options.Batching.Mode = mode;

        Assert.StartsWith("none; the input 'h' is declared as Float32[2,1,8]: axis 1", Find(GruSignature(-1, ofState: 1), options), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_merge()
    {
        Assert.Equal("none; no input has rows", Find(Signature([Floats("x")], Floats("y")), On()));
        Assert.Equal("none; no input has rows", Find(s_unnamed, On(new ModelOptions { SharedInputs = { "x" } })));
        Assert.Equal("none; the output 'y' is a single value for all rows", Find(Signature([Floats("x", -1)], Floats("y")), On()));
    }

    [Fact]
    public void On_needs_no_names()
    {
        ModelSignature signature = Signature(
            [Floats("x", -1, -1), Floats("scalar"), Floats("shared", 4), new TensorSpec("any", TensorDataType.Undefined, ShapePattern.Any), Floats("z", 3, -1)],
            Floats("y", 1),
            new TensorSpec("w", TensorDataType.Undefined, ShapePattern.Any));

        ModelOptions options = On(new ModelOptions { SharedInputs = { "shared" }, Batching = { Axes = { ["z"] = 1, ["w"] = 2 } } });

        Assert.Equal("0 -1 -1 0 1 -> 0 2; rows are along the axes that the options name, else the first", Find(signature, options, declaresRows: false));
    }

    [Fact]
    public void State_says_where_its_rows_are_in_the_input_and_in_the_output()
    {
        Assert.Equal("0 1 -1 -> 0 1; rows are along the dimension 'n'", Find(GruSignature("n"), Gru()));
        Assert.Equal("0 1 -1 -> 0 1; rows are along the axes that the options name, else the first", Find(GruSignature(-1), Gru()));
    }

    [Fact]
    public void Rows_beside_a_state_are_along_the_first_axis_unless_said_otherwise()
    {
        ModelSignature signature = Signature([Floats("x", -1, -1), Floats("h", -1, 8)], Floats("y", -1, -1), Floats("hN", -1, 8));
        ModelOptions options = new() { States = { new ModelState("h", "hN") }, Batching = { Axes = { ["x"] = 1, ["y"] = 1 } } };

        Assert.Equal("1 0 -> 1 0; rows are along the axes that the options name, else the first", Find(signature, options));
    }

    private static ModelOptions On(ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        options.Batching.Mode = BatchingMode.On;
        return options;
    }

    private static ModelOptions Gru() => new() { States = { new ModelState("h", "hN") { BatchAxis = 1 } } };

    private static ModelSignature GruSignature(object rows, object? ofState = null) =>
        Signature([Floats("x", rows, 4), Floats("h", 2, ofState ?? rows, 8), Floats("rate")], Floats("y", rows, 4), Floats("hN", 2, rows, 8));

    private static string Find(ModelSignature signature, ModelOptions? options = null, bool declaresRows = true)
    {
        MergeOptions merging = (options ?? new ModelOptions()).Merging;
        MergeOptionsCheck.ThrowIfUnfit(signature, merging);
        RowLayout? layout = RowLayoutFinder.Find(signature, merging, declaresRows, out string reason);
        return layout is null ? $"none; {reason}" : $"{string.Join(' ', layout.InputAxes.ToArray())} -> {string.Join(' ', layout.OutputAxes.ToArray())}; {reason}";
    }
}
