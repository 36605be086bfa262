namespace RedisAi.MLflow.Tests.Signatures;

public sealed class MlflowSignatureTests
{
    [Theory]
    [InlineData("float16", TensorDataType.Float16)]
    [InlineData("float32", TensorDataType.Float32)]
    [InlineData("float64", TensorDataType.Float64)]
    [InlineData("int8", TensorDataType.Int8)]
    [InlineData("int16", TensorDataType.Int16)]
    [InlineData("int32", TensorDataType.Int32)]
    [InlineData("int64", TensorDataType.Int64)]
    [InlineData("uint8", TensorDataType.UInt8)]
    [InlineData("uint16", TensorDataType.UInt16)]
    [InlineData("uint32", TensorDataType.UInt32)]
    [InlineData("uint64", TensorDataType.UInt64)]
    [InlineData("bool", TensorDataType.Bool)]
    [InlineData("str", TensorDataType.String)]
    [InlineData("object", TensorDataType.String)]
    [InlineData("<U7", TensorDataType.String)]
    [InlineData("|S12", TensorDataType.String)]
    [InlineData("complex64", TensorDataType.Undefined)]
    [InlineData("U", TensorDataType.Undefined)]
    public void Type_of_a_tensor_is_numpys(string dtype, TensorDataType expected)
    {
        MlflowSignature signature = MlflowSignature.Parse($$$"""[{"type":"tensor","tensor-spec":{"dtype":"{{{dtype}}}","shape":[-1,3]}}]""");

        MlflowField field = Assert.Single(signature.Inputs);
        Assert.Equal((expected, dtype, true, true), (field.DataType, field.Type, field.IsTensor, field.IsRequired));
        Assert.Equal([-1, 3], field.Shape.Dimensions.ToArray());
        Assert.Null(field.Name);
    }

    [Theory]
    [InlineData("""{"type":"boolean"}""", "boolean", TensorDataType.Bool, 1)]
    [InlineData("""{"type":"integer"}""", "integer", TensorDataType.Int32, 1)]
    [InlineData("""{"type":"long"}""", "long", TensorDataType.Int64, 1)]
    [InlineData("""{"type":"float"}""", "float", TensorDataType.Float32, 1)]
    [InlineData("""{"type":"double"}""", "double", TensorDataType.Float64, 1)]
    [InlineData("""{"type":"string"}""", "string", TensorDataType.String, 1)]
    [InlineData("""{"type":"binary"}""", "binary", TensorDataType.Undefined, 1)]
    [InlineData("""{"type":"datetime"}""", "datetime", TensorDataType.Undefined, 1)]
    [InlineData("""{"type":"any"}""", "any", TensorDataType.Undefined, 1)]
    [InlineData("""{"type":"array","items":{"type":"double"}}""", "array(double)", TensorDataType.Float64, 2)]
    [InlineData("""{"type":"array","items":{"type":"array","items":{"type":"string"}}}""", "array(array(string))", TensorDataType.String, 3)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", "object", TensorDataType.Undefined, 1)]
    [InlineData("""{"type":"map","values":{"type":"string"}}""", "map", TensorDataType.Undefined, 1)]
    public void Type_of_a_column_is_MLflows(string column, string type, TensorDataType expected, int rank)
    {
        MlflowField field = Assert.Single(MlflowSignature.Parse($"[{column}]").Inputs);

        Assert.Equal((type, expected, rank, false), (field.Type, field.DataType, field.Shape.Rank, field.IsTensor));
    }

    [Fact]
    public void Parameters_and_what_is_not_required_are_read()
    {
        MlflowSignature signature = MlflowSignature.Parse(
            """[{"type":"double","name":"a","required":false},{"type":"long","name":"b","required":true},{"type":"string","name":"c"}]""",
            """[{"type":"tensor","tensor-spec":{"dtype":"int64","shape":[-1]},"name":"y"}]""",
            """[{"name":"temperature","default":0.7,"shape":null,"type":"double"},{"name":"stop","default":["a"],"shape":[-1],"dtype":"string"},{"name":"top","type":"long"}]""");

        Assert.Equal([false, true, true], signature.Inputs.Select(static field => field.IsRequired));
        Assert.Equal("(a? double, b long, c string) -> (y int64[-1])", signature.ToString());
        Assert.Equal(["temperature", "stop", "top"], signature.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal([false, true, false], signature.Parameters.Select(static parameter => parameter.IsList));
        Assert.Equal(0.7, signature.Parameters[0].Default.GetDouble());
        Assert.Equal(TensorDataType.Int64, signature.Parameters[2].DataType);
    }

    [Theory]
    [InlineData("""{"type":"double"}""", "Its inputs must be a JSON list; they are Object.")]
    [InlineData("[", "Its inputs are no JSON")]
    [InlineData("[1]", "Its inputs: A JSON object is needed; there is 1.")]
    [InlineData("[{}]", "Its inputs: 'type' is missing from {}.")]
    [InlineData("""[{"type":5}]""", "There is no type '5' of a column")]
    [InlineData("""[{"type":"decimal","name":"a"}]""", "There is no type 'decimal' of a column; it stands in {\"type\":\"decimal\",\"name\":\"a\"}.")]
    [InlineData("""[{"type":"tensor"}]""", "'tensor-spec' is missing")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"shape":[1]}}]""", "'dtype' is missing")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"int8","shape":[-2]}}]""", "A length must be a whole number, -1 for any; there is -2.")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"int8","shape":["a"]}}]""", "A length must be a whole number, -1 for any; there is \"a\".")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"int8","shape":3}}]""", "'shape' must be a list of at most 64 lengths; it is 3.")]
    [InlineData("""[{"type":"array"}]""", "'items' is missing")]
    [InlineData("""[{"type":"double","name":["a"]}]""", "'name' must be a text; it is [\"a\"].")]
    [InlineData("""[{"type":"double","required":1}]""", "'required' must be true or false; it is 1.")]
    [InlineData("""[{"type":"double","name":"a"},{"type":"double","name":"a"}]""", "It has the input 'a' twice.")]
    [InlineData("""[{"type":"double","name":"a"},{"type":"double"}]""", "Some of its inputs have no names")]
    [InlineData("""[{"type":"double","name":"a"},{"type":"tensor","tensor-spec":{"dtype":"int8","shape":[]},"name":"b"}]""", "Its inputs are tensors and columns")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"int8","shape":[]}},{"type":"tensor","tensor-spec":{"dtype":"int8","shape":[]}}]""", "Some of its inputs have no names")]
    public void What_is_no_signature_is_refused(string inputs, string sentence)
    {
        FormatException error = Assert.Throws<FormatException>(() => MlflowSignature.Parse(inputs));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_in_lists_without_end_are_refused()
    {
        string column = string.Concat(Enumerable.Repeat("{\"type\":\"array\",\"items\":", 200)) + "{\"type\":\"long\"}" + new string('}', 200);

        Assert.Throws<FormatException>(() => MlflowSignature.Parse($"[{column}]"));
    }
}
