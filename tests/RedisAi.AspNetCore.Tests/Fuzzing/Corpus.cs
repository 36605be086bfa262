using System.Text;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Requests of the Open Inference Protocol to be damaged, each with the length of its JSON in its first two bytes.</summary>
internal static class Corpus
{
    /// <summary>What the requests are for.</summary>
    public static ModelSignature Signature { get; } = new(
        [
            new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 2])) { IsOptional = true },
            new TensorSpec("n", TensorDataType.Int64, new ShapePattern([])) { IsOptional = true },
            new TensorSpec("t", TensorDataType.String, ShapePattern.Any) { IsOptional = true },
            new TensorSpec("b", TensorDataType.Undefined, ShapePattern.Any) { IsOptional = true },
        ],
        [new TensorSpec("y", TensorDataType.Float32, ShapePattern.Any), new TensorSpec("z", TensorDataType.Float32, ShapePattern.Any)]);

    public static byte[][] Requests { get; } =
    [
        Of("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,-2e3]}]}"""),
        Of("""{"id":"\u00e9","inputs":[{"data":[[1,2],[3,4]],"datatype":"FP32","shape":[2,2],"name":"x"},{"name":"n","shape":[],"datatype":"INT64","data":[9007199254740993]}],"outputs":[{"name":"y"},{"name":"z","parameters":{"binary_data":true}}]}"""),
        Of("""{"inputs":[{"name":"t","shape":[3],"datatype":"BYTES","data":["a","\"\\\u0041","Zürich"]},{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]}]}"""),
        Of("""{"parameters":{"sequence_id":"s","sequence_start":true,"sequence_end":false,"timeout":1000,"binary_data_output":true,"priority":1},"inputs":[{"name":"b","shape":[0],"datatype":"UINT8","data":[]}]}"""),
        Of("""{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[NaN,Infinity,-Infinity,null]}]}"""),
        Of("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}},{"name":"n","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}}]}""", new byte[16]),
        Of("""{"inputs":[{"name":"t","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}}]}""", [1, 0, 0, 0, 97, 2, 0, 0, 0, 0xC3, 0xBC]),
        Of("""{"inputs":[{"name":"b","shape":[4],"datatype":"FP16","parameters":{"binary_data_size":8}}]}""", [0, 60, 0, 64, 0, 124, 0, 126]),
        Of("""{"inputs":[{"name":"b","shape":[3],"datatype":"BOOL","parameters":{"binary_data_size":3}}]}""", [0, 1, 1]),
        Of("""{"inputs":[{"name":"b","shape":[1,1,1,2],"datatype":"UINT64","data":[[[[1,18446744073709551615]]]]}]}"""),
    ];

    /// <summary>The parts of a request: its JSON, and what follows; wherever a damaged one says that the first ends.</summary>
    public static (ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Binary) Split(byte[] request)
    {
        ReadOnlyMemory<byte> body = request.AsMemory(Math.Min(2, request.Length));
        int length = request.Length < 2 ? 0 : Math.Min(body.Length, BitConverter.ToUInt16(request));
        return (body[..length], body[length..]);
    }

    private static byte[] Of(string json, params byte[] binary)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((ushort)text.Length), .. text, .. binary];
    }
}
