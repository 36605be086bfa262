namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Elements of each type.</summary>
public sealed class ElementTests
{
    [Theory]
    [InlineData(TensorDataType.Float32, "[1, 2.5, -1e3, null, \"NaN\", true]", "1, 2.5, -1000, NaN, NaN, 1")]
    [InlineData(TensorDataType.Float64, "[1, 2.5, 1e300, null, \"inf\", false]", "1, 2.5, 1E+300, NaN, Infinity, 0")]
    [InlineData(TensorDataType.Float16, "[1, 2.5, -1024, null]", "1, 2.5, -1024, NaN")]
    [InlineData(TensorDataType.BFloat16, "[1, 2.5, -1.5, null]", "1, 2.5, -1.5, NaN")]
    [InlineData(TensorDataType.Int8, "[1, -128, 127, true]", "1, -128, 127, 1")]
    [InlineData(TensorDataType.Int16, "[1, -32768, 32767]", "1, -32768, 32767")]
    [InlineData(TensorDataType.Int32, "[1, -2147483648, \"2147483647\"]", "1, -2147483648, 2147483647")]
    [InlineData(TensorDataType.Int64, "[1, -9223372036854775808, 9223372036854775807]", "1, -9223372036854775808, 9223372036854775807")]
    [InlineData(TensorDataType.UInt8, "[0, 255]", "0, 255")]
    [InlineData(TensorDataType.UInt16, "[0, 65535]", "0, 65535")]
    [InlineData(TensorDataType.UInt32, "[0, 4294967295]", "0, 4294967295")]
    [InlineData(TensorDataType.UInt64, "[0, 18446744073709551615]", "0, 18446744073709551615")]
    [InlineData(TensorDataType.Bool, "[true, false, 1, 0, \"true\"]", "True, False, True, False, True")]
    [InlineData(TensorDataType.String, "[\"a\", \"\", \"\\u00e9\\n\"]", null)]
    public void Values_are_read_exactly(TensorDataType type, string values, string? expected)
    {
        string read = ScoringUnderTest.Of(type, new ShapePattern([-1])).Read($"{{\"inputs\":{values}}}");

        Assert.StartsWith($"x {type}[", read, StringComparison.Ordinal);
        Assert.True(expected is null || read.EndsWith($": {expected}", StringComparison.OrdinalIgnoreCase), read);
    }

    [Theory]
    [InlineData(TensorDataType.Float32, "1e39")]
    [InlineData(TensorDataType.Float32, "\"x\"")]
    [InlineData(TensorDataType.Float32, "\"\"")]
    [InlineData(TensorDataType.Float64, "1e400")]
    [InlineData(TensorDataType.Float16, "70000")]
    [InlineData(TensorDataType.BFloat16, "1e39")]
    [InlineData(TensorDataType.Int8, "128")]
    [InlineData(TensorDataType.Int16, "-32769")]
    [InlineData(TensorDataType.Int32, "2147483648")]
    [InlineData(TensorDataType.Int64, "1.0")]
    [InlineData(TensorDataType.Int64, "1e2")]
    [InlineData(TensorDataType.Int64, "null")]
    [InlineData(TensorDataType.UInt8, "-1")]
    [InlineData(TensorDataType.UInt64, "18446744073709551616")]
    [InlineData(TensorDataType.Bool, "2")]
    [InlineData(TensorDataType.Bool, "null")]
    [InlineData(TensorDataType.Bool, "\"yes\"")]
    [InlineData(TensorDataType.String, "1")]
    [InlineData(TensorDataType.String, "null")]
    [InlineData(TensorDataType.String, "true")]
    public void Value_of_another_type_or_beyond_the_range_is_refused_and_never_changed(TensorDataType type, string value)
    {
        string error = ScoringUnderTest.Of(type, new ShapePattern([-1])).Refused($"{{\"inputs\":[{value}]}}");

        Assert.StartsWith("BAD_REQUEST Input 'x' takes", error, StringComparison.Ordinal);
        Assert.EndsWith($"element 0 is {value}.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]", "x Int64[2]: 1, 2")]
    [InlineData("[1, 2.5]", "x Float32[2]: 1, 2.5")]
    [InlineData("[[1], [null]]", "x Float32[2,1]: 1, NaN")]
    [InlineData("[true, false]", "x Bool[2]: true, false")]
    [InlineData("[\"a\"]", "x String[1]: \"a\"")]
    [InlineData("[9007199254740993]", "x Int64[1]: 9007199254740993")]
    [InlineData("[]", "x Float32[0]:")]
    public void Of_an_input_that_nobody_declares_the_elements_decide(string values, string expected) =>
        Assert.Equal(expected, ScoringUnderTest.Of(TensorDataType.Undefined, ShapePattern.Any).Read($"{{\"inputs\":{values}}}").TrimEnd(), ignoreCase: true);

    [Theory]
    [InlineData("[1, \"a\"]")]
    [InlineData("[\"a\", 1]")]
    [InlineData("[true, 1]")]
    [InlineData("[null, \"a\"]")]
    public void Elements_of_several_kinds_are_refused(string values) =>
        Assert.StartsWith("BAD_REQUEST Input 'x' takes numbers, truth values or texts, all of one kind", ScoringUnderTest.Of(TensorDataType.Undefined, ShapePattern.Any).Refused($"{{\"inputs\":{values}}}"), StringComparison.Ordinal);

    [Fact]
    public void Signature_declares_what_a_model_does_not()
    {
        ScoringUnderTest model = ScoringUnderTest.Of(TensorDataType.Undefined, ShapePattern.Any, """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]""");

        Assert.Equal("x Float32[1,2]: 1, 2", model.Read("""{"inputs":[[1,2]]}"""));
        Assert.StartsWith("INVALID_PARAMETER_VALUE", model.Refused("""{"inputs":[1,2]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_come_as_base64()
    {
        ScoringUnderTest bytes = ScoringUnderTest.Of(TensorDataType.UInt8, new ShapePattern([-1, -1]), """[{"type":"binary","name":"x"}]""");
        ScoringUnderTest text = ScoringUnderTest.Of(TensorDataType.String, new ShapePattern([-1]), """[{"type":"binary","name":"x"}]""");

        Assert.Equal("x UInt8[2,3]: 1, 2, 3, 4, 5, 6", bytes.Read("""{"dataframe_split":{"columns":["x"],"data":[["AQID"],["BAUG"]]}}"""));
        Assert.Equal("x UInt8[1,2]: 1, 2", bytes.Read("x\nAQI=\n", RedisAi.MLflow.Scoring.BodyFormat.Csv));
        Assert.Contains("has 1 bytes, and the first has 3", bytes.Refused("""{"inputs":{"x":["AQID","AQ=="]}}"""), StringComparison.Ordinal);
        Assert.Contains("takes bytes in base64; element 0 is \"?\"", bytes.Refused("""{"inputs":{"x":["?"]}}"""), StringComparison.Ordinal);
        Assert.Equal("x String[1]: \"hi\"", text.Read("""{"inputs":{"x":["aGk="]}}"""));
    }

    [Fact]
    public void Times_come_as_text_and_are_counted_in_nanoseconds()
    {
        ScoringUnderTest model = ScoringUnderTest.Of(TensorDataType.Int64, new ShapePattern([-1]), """[{"type":"datetime","name":"x"}]""");

        Assert.Equal("x Int64[2]: 1000000000, 1500000000", model.Read("""{"inputs":{"x":["1970-01-01T00:00:01","1970-01-01T01:00:01.5+01:00"]}}"""));
        Assert.Contains("element 0 is \"yesterday\"", model.Refused("""{"inputs":{"x":["yesterday"]}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_in_cells_are_columns_of_lists()
    {
        ScoringUnderTest model = ScoringUnderTest.Of(TensorDataType.Float32, new ShapePattern([-1, 3]), """[{"type":"array","items":{"type":"double"},"name":"x"}]""");

        Assert.Equal("x Float32[2,3]: 1, 2, 3, 4, 5, 6", model.Read("""{"dataframe_records":[{"x":[1,2,3]},{"x":[4,5,6]}]}"""));
    }

    [Fact]
    public void Flat_lists_in_cells_become_the_axes_that_the_signature_has()
    {
        ScoringUnderTest model = ScoringUnderTest.Of(TensorDataType.Float32, new ShapePattern([-1, 2, 2]), """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2,2]}}]""");

        Assert.Equal("x Float32[1,2,2]: 1, 2, 3, 4", model.Read("""{"dataframe_split":{"columns":["pixels"],"data":[[[1,2,3,4]]]}}"""));
        Assert.StartsWith("INVALID_PARAMETER_VALUE", model.Refused("""{"dataframe_split":{"columns":["pixels"],"data":[[[1,2,3]]]}}"""), StringComparison.Ordinal);
        Assert.StartsWith("INVALID_PARAMETER_VALUE", model.Refused("""{"inputs":[[1,2,3,4]]}"""), StringComparison.Ordinal);
    }
}
