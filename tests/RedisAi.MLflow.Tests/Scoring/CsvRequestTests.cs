using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Tests.Scoring;

public sealed class CsvRequestTests
{
    private static readonly ScoringUnderTest s_columns = new(
        [new TensorSpec("age", TensorDataType.Float32, new ShapePattern([-1, 1])), new TensorSpec("city", TensorDataType.String, new ShapePattern([-1, 1]))],
        """[{"type":"double","name":"age"},{"type":"string","name":"city"}]""");

    [Theory]
    [InlineData("age,city\n30,Oslo\n40.5,Bern\n", "age Float32[2,1]: 30, 40.5; city String[2,1]: \"Oslo\", \"Bern\"")]
    [InlineData("city,z,age\r\nOslo,,30\r\n", "age Float32[1,1]: 30; city String[1,1]: \"Oslo\"")]
    [InlineData("\uFEFFage,city\n30,Oslo", "age Float32[1,1]: 30; city String[1,1]: \"Oslo\"")]
    [InlineData("age,city\n\n30,Oslo\n\n", "age Float32[1,1]: 30; city String[1,1]: \"Oslo\"")]
    [InlineData("\"age\",\"city\"\n\"30\",\"a, b\"\n", "age Float32[1,1]: 30; city String[1,1]: \"a, b\"")]
    [InlineData("age,city\nNaN,\n,x\n", "age Float32[2,1]: NaN, NaN; city String[2,1]: \"\", \"x\"")]
    [InlineData("age,city\n", "age Float32[0,1]:; city String[0,1]:")]
    public void Table_is_read(string body, string expected) => Assert.Equal(expected, s_columns.Read(body, BodyFormat.Csv).Replace(": ;", ":;", StringComparison.Ordinal).TrimEnd());

    [Fact]
    public void Quotes_and_line_breaks_in_quotes_are_part_of_the_text()
    {
        string read = s_columns.Read("age,city\n1,\"a\"\"b\nc\"\n2,\"\"\"\"\n", BodyFormat.Csv);

        Assert.Contains("city String[2,1]", read, StringComparison.Ordinal);
        Assert.Contains("a\"b\nc", read.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2,3\n", "INVALID_PARAMETER_VALUE The model is missing inputs: 'age', 'city'.")]
    [InlineData("age,city\n1,Oslo,3\n", "BAD_REQUEST Row 0 has more than the 2 values that the table has columns.")]
    [InlineData("age,city\n1\n", "BAD_REQUEST Row 0 has 1 values; the table has 2 columns.")]
    [InlineData("age,city\nx,Oslo\n", "BAD_REQUEST Input 'age' takes Float32; element 0 is \"x\".")]
    [InlineData("age,city\n1,\"Oslo\n", "BAD_REQUEST The body has a quote that is not closed.")]
    [InlineData("age,city\n1,\"Oslo\"x\n", "BAD_REQUEST The body has something between a closing quote and the comma after it.")]
    [InlineData("", "BAD_REQUEST The body has no line with the names of columns.")]
    [InlineData("\n\n", "BAD_REQUEST The body has no line with the names of columns.")]
    public void What_is_no_such_table_is_refused(string body, string error) => Assert.Contains(error, s_columns.Refused(body, BodyFormat.Csv), StringComparison.Ordinal);

    [Fact]
    public void Array_without_a_name_does_not_come_as_a_table_in_text()
    {
        ScoringUnderTest unnamed = ScoringUnderTest.Of(TensorDataType.Float32, new ShapePattern([-1, 2]), """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]""");

        Assert.StartsWith("BAD_REQUEST The signature has one input without a name", unnamed.Refused("a,b\n1,2\n", BodyFormat.Csv), StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_quotes_take_no_more_time_than_other_text()
    {
        // Two megabytes of quotes: in time that grew with their square, hours.
        string text = string.Concat(Enumerable.Repeat("\"\"", 1 << 20));

        string read = s_columns.Read($"age,city\n1,\"{text}\"\n", BodyFormat.Csv);

        Assert.Contains("city String[1,1]", read, StringComparison.Ordinal);
    }
}
