using RedisAi.Backends.Onnx.Refusals;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Tests.Refusals;

/// <summary>Rules of a model's metadata, against values.</summary>
public sealed class RefusedValuesTests
{
    private static readonly ModelSignature s_signature = new(
        [
            new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 40])),
            new TensorSpec("t", TensorDataType.String, new ShapePattern([-1, 1])),
            new TensorSpec("n", TensorDataType.Int64, new ShapePattern([-1, 1])),
            new TensorSpec("any", TensorDataType.Float32, new ShapePattern([-1, -1])),
        ],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1]))]);

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_infinity_is_found_wherever_it_is(float infinity)
    {
        RefusedValues refused = Rules("""{"input":"x","what":"infinity","by":"A"}""");

        for (int place = 0; place < 80; place++)
        {
            float[] values = new float[80];
            values[place] = infinity;
            Assert.Equal($"has at [{place / 40},{place % 40}] an infinity, which A refuses", Fault(refused, 0, values, 2, 40));
        }
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(float.Epsilon)]
    [InlineData(-0f)]
    [InlineData(float.NaN)]
    public void Other_numbers_are_no_infinities(float number)
    {
        RefusedValues refused = Rules("""{"input":"x","what":"infinity","by":"A"}""");

        Assert.Null(Fault(refused, 0, [.. Enumerable.Repeat(number, 40)], 1, 40));
    }

    [Fact]
    public void Only_the_columns_of_a_rule_are_looked_at()
    {
        RefusedValues refused = Rules("""{"input":"x","what":"missing","by":"A","columns":[1,2,39,1]}""");

        Assert.Equal([1, 2, 39], Enumerable.Range(0, 40).Where(column => Fault(refused, 0, NaNAt(column), 1, 40) is not null));
    }

    [Fact]
    public void The_first_rule_says_who_refuses()
    {
        RefusedValues refused = Rules("""{"input":"x","what":"missing","by":"A","columns":[3,1]},{"input":"x","what":"missing","by":"B"}""");

        Assert.Equal("has at [0,3] NaN, a missing value that A refuses", Fault(refused, 0, NaNAt(3), 1, 40));
        Assert.Equal("has at [0,4] NaN, a missing value that B refuses", Fault(refused, 0, NaNAt(4), 1, 40));
    }

    [Theory]
    [InlineData(false, "a", null)]
    [InlineData(false, "c", "has at [0,0] 'c', an unknown category that A refuses")]
    [InlineData(false, "", "has at [0,0] '', an unknown category that A refuses")]
    [InlineData(true, "", null)]
    public void Unknown_texts_are_refused_and_the_empty_one_where_nothing_may_be_missing(bool missing, string text, string? fault)
    {
        RefusedValues refused = Rules($$"""{"input":"t","what":"other","by":"A","columns":[0,1],"missing":{{(missing ? "true" : "false")}},"texts":["a","b"]}""");
        TensorValue value = TensorValue.CreateStrings(TensorShape.Create(1, 1), [text]);

        Assert.Equal(fault, refused.FindFault(1, in value));
        value.Release();
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "has at [0,0] 3, an unknown category that A refuses")]
    public void Unknown_numbers_are_refused(long number, string? fault)
    {
        RefusedValues refused = Rules("""{"input":"n","what":"other","by":"A","columns":[0,1],"numbers":[1,2]}""");
        TensorValue value = TensorValue.Allocate<long>(TensorShape.Create(1, 1), out Span<long> elements);
        elements[0] = number;

        Assert.Equal(fault, refused.FindFault(2, in value));
        value.Release();
    }

    [Fact]
    public void An_empty_text_is_a_missing_value()
    {
        RefusedValues refused = Rules("""{"input":"t","what":"missing","by":"A"}""");
        TensorValue value = TensorValue.CreateStrings(TensorShape.Create(2, 1), ["x", ""]);

        Assert.Equal("has at [1,0] an empty text, which stands for a missing value that A refuses", refused.FindFault(1, in value));
        value.Release();
    }

    [Fact]
    public void Columns_of_any_number_are_treated_alike()
    {
        RefusedValues refused = Rules("""{"input":"any","what":"infinity","by":"A"}""");

        Assert.Equal("has at [1,2] an infinity, which A refuses", Fault(refused, 3, [0, 0, 0, 0, 0, float.PositiveInfinity], 2, 3));
        Assert.Null(Fault(refused, 0, NaNAt(0), 1, 40));
    }

    [Theory]
    [InlineData("""{"input":"z","what":"missing","by":"A"}""", "no input 'z'")]
    [InlineData("""{"input":"x","what":"odd","by":"A"}""", "'odd' is refused")]
    [InlineData("""{"input":"x","what":"missing","by":"A","columns":[39,2]}""", "columns 39 to 40 are none of 40")]
    [InlineData("""{"input":"x","what":"missing","by":"A","columns":[1]}""", "pairs")]
    [InlineData("""{"input":"x","what":"missing","by":"A","columns":[2147483647,2147483647]}""", "none of 40")]
    [InlineData("""{"what":"missing"}""", "redisai.refuses")]
    [InlineData("""{""", "redisai.refuses")]
    public void Rules_that_make_no_sense_are_an_error_of_loading(string rule, string reason)
    {
        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Rules(rule));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_at_finite_numbers_allocates_nothing()
    {
        RefusedValues refused = Rules("""{"input":"x","what":"infinity","by":"A"}""");
        TensorValue value = TensorValue.Allocate<float>(TensorShape.Create(64, 40), out Span<float> elements);
        elements.Clear();
        refused.FindFault(0, in value);
        long before = GC.GetAllocatedBytesForCurrentThread();

        refused.FindFault(0, in value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        value.Release();
    }

    private static RefusedValues Rules(string rules) => RefusedValues.Parse($"[{rules}]", s_signature);

    private static float[] NaNAt(int column)
    {
        float[] values = new float[40];
        values[column] = float.NaN;
        return values;
    }

    private static string? Fault(RefusedValues refused, int input, float[] values, params long[] shape)
    {
        TensorValue value = TensorValue.Allocate<float>(TensorShape.Create(shape), out Span<float> elements);
        values.CopyTo(elements);
        string? fault = refused.FindFault(input, in value);
        value.Release();
        return fault;
    }
}
