using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Requests in JSON, and the tensors that they become.</summary>
public sealed class JsonRequestTests
{
    private const string Unnamed = """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]""";
    private const string Two = """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]},"name":"a"},{"type":"tensor","tensor-spec":{"dtype":"int64","shape":[-1,1]},"name":"b"}]""";
    private const string Columns = """[{"type":"double","name":"age"},{"type":"long","name":"income"},{"type":"double","name":"rate","required":false}]""";

    private static readonly ScoringUnderTest s_unnamed = ScoringUnderTest.Of(TensorDataType.Float32, new ShapePattern([-1, 2]), Unnamed);
    private static readonly ScoringUnderTest s_two = new([Spec("a", TensorDataType.Float32, -1, 2), Spec("b", TensorDataType.Int64, -1, 1)], Two);
    private static readonly ScoringUnderTest s_bare = new([Spec("a", TensorDataType.Float32, -1, 2), Spec("b", TensorDataType.Int64, -1, 1)]);
    private static readonly ScoringUnderTest s_matrix = new([Spec("X", TensorDataType.Float32, -1, 3)], Columns);
    private static readonly ScoringUnderTest s_columns = new([Spec("age", TensorDataType.Float32, -1, 1), Spec("city", TensorDataType.String, -1, 1)], """[{"type":"double","name":"age"},{"type":"string","name":"city","required":false}]""");

    [Theory]
    [InlineData("""{"inputs":[[1,2.5],[-3e2,4]]}""", "x Float32[2,2]: 1, 2.5, -300, 4")]
    [InlineData("""{"instances":[[1,2.5]]}""", "x Float32[1,2]: 1, 2.5")]
    [InlineData("""{"dataframe_split":{"columns":["p","q"],"index":[7],"data":[[1,2]]}}""", "x Float32[1,2]: 1, 2")]
    [InlineData("""{"dataframe_split":{"data":[[1,2],[3,4]],"columns":["p","q"]}}""", "x Float32[2,2]: 1, 2, 3, 4")]
    [InlineData("""{"dataframe_split":{"data":[[1,2]]}}""", "x Float32[1,2]: 1, 2")]
    [InlineData("""{"dataframe_split":{"columns":["p"],"data":[[[1,2]],[[3,4]]]}}""", "x Float32[2,2]: 1, 2, 3, 4")]
    [InlineData("""{"dataframe_records":[{"p":1,"q":2},{"q":4,"p":3}]}""", "x Float32[2,2]: 1, 2, 3, 4")]
    [InlineData("""{"dataframe_records":[{"p":1,"q":2},{"p":3}]}""", "x Float32[2,2]: 1, 2, 3, NaN")]
    [InlineData("""{"inputs":[[null,NaN],[Infinity,-Infinity]]}""", "x Float32[2,2]: NaN, NaN, Infinity, -Infinity")]
    [InlineData("""{"inputs":[["1.5","NaN"],["-inf","Infinity"]]}""", "x Float32[2,2]: 1.5, NaN, -Infinity, Infinity")]
    [InlineData("""{"inputs":[[true,false]]}""", "x Float32[1,2]: 1, 0")]
    [InlineData("""{"more":{"inputs":[1]},"inputs":[[1,2]],"params":{"t":1},"NaN":"NaN"}""", "x Float32[1,2]: 1, 2")]
    [InlineData("""{"inputs":[[9,9]],"inputs":[[1,2]]}""", "x Float32[1,2]: 1, 2")]
    [InlineData(" \t\r\n{ \"inputs\" : [ [ 1 , 2 ] ] } \n", "x Float32[1,2]: 1, 2")]
    public void Array_without_a_name_is_read_in_each_form(string body, string expected) => Assert.Equal(expected, s_unnamed.Read(body));

    [Theory]
    [InlineData("""{"inputs":[1,2]}""", "INVALID_PARAMETER_VALUE The input has the shape [2]; it takes [-1,2]. A single row needs brackets of its own: [[...]].")]
    [InlineData("""{"inputs":[[1,2,3]]}""", "INVALID_PARAMETER_VALUE The input has the shape [1,3]; it takes [-1,2].")]
    [InlineData("""{"inputs":[]}""", "INVALID_PARAMETER_VALUE The input has the shape [0]; it takes [-1,2].")]
    [InlineData("""{"inputs":5}""", "INVALID_PARAMETER_VALUE The input has the shape []; it takes [-1,2].")]
    [InlineData("""{"inputs":[[[1,2]]]}""", "INVALID_PARAMETER_VALUE The input has the shape [1,1,2]; it takes [-1,2].")]
    [InlineData("""{"inputs":null}""", "BAD_REQUEST 'inputs' is null; it must be an array, or an object with an array for each input.")]
    [InlineData("""{"inputs":{"x":[[1,2]]}}""", "BAD_REQUEST The signature has one input without a name")]
    [InlineData("""{"instances":{"x":[[1,2]]}}""", "BAD_REQUEST 'instances' must be a list; it is an object.")]
    [InlineData("""{"instances":[{"x":[1,2]}]}""", "BAD_REQUEST The signature has one input without a name")]
    [InlineData("""{"inputs":[["a",1]]}""", "BAD_REQUEST The input takes Float32; element 0 is \"a\".")]
    [InlineData("""{"inputs":[[1,1e39]]}""", "BAD_REQUEST The input takes Float32; element 1 is 1e39.")]
    [InlineData("""{"inputs":[[1,{}]]}""", "BAD_REQUEST The input has an object where Float32 is needed.")]
    [InlineData("""{"inputs":[[1,2],[3]]}""", "BAD_REQUEST The input has lists of different lengths or depths")]
    [InlineData("""{"inputs":[[1,2],3]}""", "BAD_REQUEST The input has lists of different lengths or depths")]
    [InlineData("""{"inputs":[1,[2,3]]}""", "BAD_REQUEST The input has lists of different lengths or depths")]
    [InlineData("""{"inputs":[[1,2],[[3],4]]}""", "BAD_REQUEST The input has lists of different lengths or depths")]
    [InlineData("""{"inputs":[[],[1]]}""", "BAD_REQUEST The input has lists of different lengths or depths")]
    [InlineData("""{"inputs":[[1,2]],"instances":[[1,2]]}""", "BAD_REQUEST The body must be a JSON object with one of 'inputs', 'instances', 'dataframe_split' and 'dataframe_records'; there is one with two of them.")]
    [InlineData("""{"inputs":["a"],"instances":[[1,2]]}""", "BAD_REQUEST The body must be a JSON object with one of 'inputs', 'instances', 'dataframe_split' and 'dataframe_records'; there is one with two of them.")]
    [InlineData("""{"foo":[[1,2]]}""", "BAD_REQUEST The body must be a JSON object with one of 'inputs', 'instances', 'dataframe_split' and 'dataframe_records'; there is one with none of them.")]
    [InlineData("{}", "BAD_REQUEST The body must be a JSON object")]
    [InlineData("[[1,2]]", "there is a list.")]
    [InlineData("5", "there is 5.")]
    [InlineData("\"inputs\"", "there is \"inputs\".")]
    [InlineData("null", "there is null.")]
    [InlineData("{broken", "BAD_REQUEST The body is no JSON: 'b' is an invalid start")]
    [InlineData("", "BAD_REQUEST The body is no JSON")]
    [InlineData("""{"inputs":[[1,2]]""", "BAD_REQUEST The body is no JSON")]
    [InlineData("""{"inputs":["a"]""", "BAD_REQUEST The body is no JSON")]
    [InlineData("""{"inputs":[[1,2]]} x""", "BAD_REQUEST The body is no JSON")]
    [InlineData("""{"inputs":[[1,NaN]}""", "BAD_REQUEST The body is no JSON: 'N' is an invalid start")]
    [InlineData("""{"inputs":[[1,2]],}""", "BAD_REQUEST The body is no JSON")]
    [InlineData("""{"input":[[1,2]]}""", "INVALID_PARAMETER_VALUE The body has a key of models of language")]
    [InlineData("""{"inputs":[[1,2]],"params":3}""", "BAD_REQUEST 'params' must be an object; it is 3.")]
    [InlineData("""{"dataframe_split":[1]}""", "BAD_REQUEST 'dataframe_split' must be an object with 'data', and 'columns' and 'index' if you like; it is a list.")]
    [InlineData("""{"dataframe_split":{"columns":["a","b"]}}""", "it has no 'data'.")]
    [InlineData("""{"dataframe_split":{"data":[[1,2]],"zzz":1}}""", "it has 'zzz'.")]
    [InlineData("""{"dataframe_split":{"data":{"a":1}}}""", "BAD_REQUEST 'data' must be a list of rows; it is an object.")]
    [InlineData("""{"dataframe_split":{"data":[1]}}""", "BAD_REQUEST Row 0 of 'data' must be a list; it is 1.")]
    [InlineData("""{"dataframe_split":{"data":[[1,2],[1]]}}""", "BAD_REQUEST Row 1 of 'data' has 1 values; the table has 2 columns.")]
    [InlineData("""{"dataframe_split":{"data":[[1,2],[1,2,3]]}}""", "BAD_REQUEST Row 1 of 'data' has more than the 2 values that the table has columns.")]
    [InlineData("""{"dataframe_split":{"data":[[1,2,3]]}}""", "INVALID_PARAMETER_VALUE The input takes the shape [-1,2]; a table of 3 columns does not make that.")]
    [InlineData("""{"dataframe_split":{"data":[[1,[2]]]}}""", "BAD_REQUEST The input takes a table of 2 columns; row 0 has a list in the place of a value.")]
    [InlineData("""{"dataframe_split":{"columns":"a","data":[[1,2]]}}""", "BAD_REQUEST 'columns' must be a list of names; it is \"a\".")]
    [InlineData("""{"dataframe_split":{"columns":[["a"]],"data":[[1,2]]}}""", "BAD_REQUEST 'columns' must be a list of names; it has a list.")]
    [InlineData("""{"dataframe_records":{"a":1}}""", "BAD_REQUEST 'dataframe_records' must be a list of objects; it is an object.")]
    [InlineData("""{"dataframe_records":[1]}""", "BAD_REQUEST 'dataframe_records' must be a list of objects; it has 1.")]
    [InlineData("""{"dataframe_records":[{"a":1,"b":2},3]}""", "BAD_REQUEST Row 1 must be an object, as the first one is; it is 3.")]
    public void What_is_no_such_array_is_refused(string body, string error) => Assert.Contains(error, s_unnamed.Refused(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"inputs":{"a":[[1,2],[3,4]],"b":[[10],[20]]}}""", "a Float32[2,2]: 1, 2, 3, 4; b Int64[2,1]: 10, 20")]
    [InlineData("""{"inputs":{"b":[[10]],"c":[[9]],"a":[[1,2]]}}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 10")]
    [InlineData("""{"instances":[{"a":[1,2],"b":[10]},{"a":[3,4],"b":[20]}]}""", "a Float32[2,2]: 1, 2, 3, 4; b Int64[2,1]: 10, 20")]
    [InlineData("""{"inputs":[{"a":[1,2],"b":[10]}]}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 10")]
    [InlineData("""{"dataframe_records":[{"a":[1,2],"b":10},{"a":[3,4],"b":20}]}""", "a Float32[2,2]: 1, 2, 3, 4; b Int64[2,1]: 10, 20")]
    [InlineData("""{"dataframe_split":{"columns":["b","a"],"data":[[10,[1,2]]]}}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 10")]
    [InlineData("""{"inputs":{"a":[[0,0]],"b":[[9007199254740993]]}}""", "a Float32[1,2]: 0, 0; b Int64[1,1]: 9007199254740993")]
    [InlineData("""{"inputs":{"a":[[0,0]],"a":[[1,1]],"b":[[1]]}}""", "a Float32[1,2]: 1, 1; b Int64[1,1]: 1")]
    [InlineData("""{"inputs":{"a":[[0,0]],"b":[[10.0]]}}""", "a Float32[1,2]: 0, 0; b Int64[1,1]: 10")]
    [InlineData("""{"inputs":{"a":[[0,0]],"b":[[1e3]]}}""", "a Float32[1,2]: 0, 0; b Int64[1,1]: 1000")]
    [InlineData("""{"prompt":1,"a":[[1,2]],"b":[[3]]}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 3 (unwrapped)")]
    [InlineData("""{"inputs":7,"a":[[1,2]],"b":3,"input":null}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 3 (unwrapped)")]
    public void Inputs_by_name_are_read_in_each_form(string body, string expected) => Assert.Equal(expected, s_two.Read(body));

    [Theory]
    [InlineData("""{"inputs":{"a":[[1,2]]}}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'b'.")]
    [InlineData("""{"inputs":[[1,2]]}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'a', 'b'.")]
    [InlineData("""{"instances":[{"a":[1,2]},{"b":[2]}]}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'b'.")]
    [InlineData("""{"instances":[{"a":[1,2],"b":[1]},{"b":[2]}]}""", "BAD_REQUEST Row 1 lacks 'a', which the first one has.")]
    [InlineData("""{"instances":[{"a":[1,2],"b":[1],"b":[2]}]}""", "BAD_REQUEST Row 0 has 'b' twice.")]
    [InlineData("""{"inputs":{"a":[1,2],"b":[[1]]}}""", "INVALID_PARAMETER_VALUE Input 'a' has the shape [2]; it takes [-1,2].")]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[1.5]]}}""", "BAD_REQUEST Input 'b' takes Int64; element 0 is 1.5.")]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[null]]}}""", "BAD_REQUEST Input 'b' takes Int64; element 0 is null.")]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[9223372036854775808]]}}""", "BAD_REQUEST Input 'b' takes Int64; element 0 is 9223372036854775808.")]
    [InlineData("""{"instances":[{"a":[1,2],"b":1}]}""", "INVALID_PARAMETER_VALUE Input 'b' has the shape [1]; it takes [-1,1].")]
    [InlineData("""{"dataframe_records":[]}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'a', 'b'.")]
    public void Inputs_that_the_signature_does_not_allow_are_refused(string body, string error) => Assert.Contains(error, s_two.Refused(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[10]]}}""", "a Float32[1,2]: 1, 2; b Int64[1,1]: 10")]
    [InlineData("""{"instances":[{"a":[1.5,2.0],"b":[10]}]}""", "a Float32[1,2]: 1.5, 2; b Int64[1,1]: 10")]
    public void Without_a_signature_the_models_own_declarations_count(string body, string expected) => Assert.Equal(expected, s_bare.Read(body));

    [Theory]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[10.0]]}}""", "BAD_REQUEST Input 'b' takes Int64; element 0 is 10.0.")]
    [InlineData("""{"inputs":{"a":[[1,2,3]],"b":[[10]]}}""", "BAD_REQUEST Input 'a' has the shape [1,3]; it takes [-1,2].")]
    [InlineData("""{"inputs":{"a":[[1,2]]}}""", "BAD_REQUEST The model cannot run without 'b'")]
    [InlineData("""{"inputs":[[1,2]]}""", "BAD_REQUEST The model cannot run without 'a', 'b'")]
    public void Without_a_signature_what_the_model_would_refuse_is_a_bad_request(string body, string error) => Assert.Contains(error, s_bare.Refused(body), StringComparison.Ordinal);

    [Fact]
    public void Model_of_one_input_takes_an_array_without_a_name_and_any_table_that_fits()
    {
        ScoringUnderTest one = ScoringUnderTest.Of(TensorDataType.Float32, new ShapePattern([-1, 2]));

        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("""{"inputs":[[1,2]]}"""));
        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("""{"inputs":{"x":[[1,2]]}}"""));
        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("""{"dataframe_split":{"columns":["p","q"],"data":[[1,2]]}}"""));
        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("""{"dataframe_split":{"data":[[1,2]]}}"""));
        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("""{"dataframe_records":[{"x":[1,2]}]}"""));
        Assert.Equal("x Float32[1,2]: 1, 2", one.Read("p,q\n1,2", BodyFormat.Csv));
    }

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["rate","income","age"],"data":[[0.5,10,30],[0.25,20,40]]}}""", "X Float32[2,3]: 30, 10, 0.5, 40, 20, 0.25")]
    [InlineData("""{"dataframe_split":{"columns":["age","income","z"],"data":[[30,10,{"a":[1]}]]}}""", "X Float32[1,3]: 30, 10, NaN")]
    [InlineData("""{"dataframe_records":[{"age":30,"income":10,"rate":1},{"income":20,"age":40}]}""", "X Float32[2,3]: 30, 10, 1, 40, 20, NaN")]
    [InlineData("""{"inputs":{"income":[10,20],"age":[30,40]}}""", "X Float32[2,3]: 30, 10, NaN, 40, 20, NaN")]
    [InlineData("""{"inputs":{"income":10,"age":30,"rate":2}}""", "X Float32[1,3]: 30, 10, 2")]
    [InlineData("""{"instances":[{"age":30,"income":10,"rate":1}]}""", "X Float32[1,3]: 30, 10, 1")]
    [InlineData("""{"dataframe_split":{"columns":["age","income","rate"],"data":[]}}""", "X Float32[0,3]: ")]
    public void Columns_become_the_one_input_of_a_model_in_the_order_of_the_signature(string body, string expected) => Assert.Equal(expected.TrimEnd(), s_matrix.Read(body).TrimEnd());

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["age"],"data":[[30]]}}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'income'.")]
    [InlineData("""{"dataframe_split":{"data":[[30,10,1]]}}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'age', 'income'.")]
    [InlineData("""{"inputs":{"age":[30]}}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'income'.")]
    [InlineData("""{"inputs":{}}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'age', 'income'.")]
    [InlineData("""{"inputs":[[30,10,1]]}""", "INVALID_PARAMETER_VALUE The model is missing inputs")]
    [InlineData("""{"inputs":{"age":[30,40],"income":[10]}}""", "BAD_REQUEST Column 'income' has 1 values, and others have 2; all must have as many.")]
    [InlineData("""{"dataframe_split":{"columns":["age","income"],"data":[["a",10]]}}""", "BAD_REQUEST The input takes Float32; row 0 of column 'age' is \"a\".")]
    [InlineData("""{"dataframe_split":{"columns":["age","income"],"data":[[30,1.5]]}}""", "row 0 of column 'income' is 1.5.")]
    [InlineData("""{"dataframe_split":{"columns":["age","income"],"data":[[30,null]]}}""", "row 0 of column 'income' is null.")]
    [InlineData("""{"inputs":{"age":[1,2],"income":[1,"x"]}}""", "row 1 of column 'income' is \"x\".")]
    public void Columns_that_the_signature_does_not_allow_are_refused(string body, string error) => Assert.Contains(error, s_matrix.Refused(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["age","city"],"data":[[30,"Oslo"],[40,"Bern"]]}}""", "age Float32[2,1]: 30, 40; city String[2,1]: \"Oslo\", \"Bern\"")]
    [InlineData("""{"inputs":{"age":[30],"city":["Oslo"]}}""", "age Float32[1,1]: 30; city String[1,1]: \"Oslo\"")]
    [InlineData("""{"inputs":{"age":[[30]],"city":[["Oslo"]]}}""", "age Float32[1,1]: 30; city String[1,1]: \"Oslo\"")]
    [InlineData("""{"dataframe_records":[{"city":"Z\u00fcrich","age":1}]}""", "age Float32[1,1]: 1; city String[1,1]: \"Zürich\"")]
    public void Columns_become_inputs_of_their_own_in_the_shape_that_the_model_takes(string body, string expected) => Assert.Equal(expected, s_columns.Read(body));

    [Theory]
    [InlineData("""{"dataframe_records":[{"age":1}]}""", "BAD_REQUEST The model cannot run without 'city', whatever its signature says of that.")]
    [InlineData("""{"dataframe_records":[{"city":"a"}]}""", "INVALID_PARAMETER_VALUE The model is missing inputs: 'age'.")]
    [InlineData("""{"dataframe_split":{"columns":["age","city"],"data":[[30,5]]}}""", "BAD_REQUEST Input 'city' takes String; element 0 is 5.")]
    [InlineData("""{"dataframe_split":{"columns":["age","city"],"data":[[30,null]]}}""", "BAD_REQUEST Input 'city' takes String; element 0 is null.")]
    [InlineData("""{"dataframe_split":{"columns":["age","city"],"data":[[30,"\ud800"]]}}""", "BAD_REQUEST Input 'city': element 0 is no text")]
    public void Column_that_the_model_needs_is_missed_whatever_the_signature_says(string body, string error) => Assert.Contains(error, s_columns.Refused(body), StringComparison.Ordinal);

    [Fact]
    public void Inputs_that_the_engine_keeps_for_a_session_may_be_missing()
    {
        Assert.Equal("a Float32[1,2]: 1, 2", s_two.Read("""{"inputs":{"a":[[1,2]]}}""", hasSession: true));
        Assert.Equal("a Float32[1,2]: NaN, 2", s_two.Read("""{"inputs":{"a":[[NaN,2]]}}""", hasSession: true));
    }

    [Fact]
    public void Parameters_that_are_inputs_of_the_model_are_read_and_have_their_defaults()
    {
        ScoringUnderTest model = new(
            [Spec("a", TensorDataType.Float32, -1), Spec("t", TensorDataType.Float32, 1), new TensorSpec("s", TensorDataType.Int64, new ShapePattern([]))],
            """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1]},"name":"a"}]""",
            """[{"name":"t","type":"double","default":0.5},{"name":"s","type":"long","default":null}]""");

        Assert.Equal("a Float32[1]: 1; t Float32[1]: 0.5; s Int64[]: 7", model.Read("""{"inputs":{"a":[1]},"params":{"s":7,"u":1}}"""));
        Assert.Equal("a Float32[1]: 1; t Float32[1]: 2; s Int64[]: 7", model.Read("""{"params":{"t":2,"s":7},"inputs":{"a":[1]}}"""));
        Assert.Contains("BAD_REQUEST The model cannot run without 's'", model.Refused("""{"inputs":{"a":[1]},"params":{"t":2}}"""), StringComparison.Ordinal);
        Assert.Contains("BAD_REQUEST Input 't' takes Float32; element 0 is \"hot\".", model.Refused("""{"inputs":{"a":[1]},"params":{"t":"hot"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_leaves_nothing_behind_for_the_next_one()
    {
        ScoringUnderTest model = new([Spec("a", TensorDataType.Float32, -1, 2), Spec("b", TensorDataType.Int64, -1, 1)], Two);

        Assert.Equal("a Float32[2,2]: 1, 2, 3, 4; b Int64[2,1]: 10, 20", model.Read("""{"inputs":{"a":[[1,2],[3,4]],"b":[[10],[20]]}}"""));
        Assert.Contains("'b'", model.Refused("""{"inputs":{"a":[[1,2]]}}"""), StringComparison.Ordinal);
        Assert.Equal("a Float32[1,2]: 5, 6; b Int64[1,1]: 7", model.Read("""{"dataframe_records":[{"a":[5,6],"b":7}]}"""));
        Assert.Equal("a Float32[1,2]: 5, 6; b Int64[1,1]: 7", model.Read("""{"instances":[{"a":[5,6],"b":[7]}]}"""));
    }

    private static TensorSpec Spec(string name, TensorDataType type, params ReadOnlySpan<long> shape) => new(name, type, new ShapePattern(shape));
}
