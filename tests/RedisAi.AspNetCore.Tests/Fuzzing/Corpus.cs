using System.Text;
using RedisAi.FuzzHost;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Requests of the Open Inference Protocol, to be damaged: their JSON, and the bytes that follow it.</summary>
internal static class Corpus
{
    private static readonly (byte[] Text, byte[] Binary)[] s_requests =
    [
        Of("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,-2e3]}]}"""),
        Of("""{"id":"\u00e9","inputs":[{"data":[[1,2],[3,4]],"datatype":"FP32","shape":[2,2],"name":"x"},{"name":"n","shape":[],"datatype":"INT64","data":[9007199254740993]}],"outputs":[{"name":"y"},{"name":"z","parameters":{"binary_data":true}}]}"""),
        Of("""{"inputs":[{"name":"t","shape":[3],"datatype":"BYTES","data":["a","\"\\\u0041","Zürich"]},{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]}]}"""),
        Of("""{"parameters":{"sequence_id":"s","sequence_start":true,"sequence_end":false,"timeout":1000000000,"binary_data_output":true,"priority":1},"inputs":[{"name":"b","shape":[0],"datatype":"UINT8","data":[]}]}"""),
        Of("""{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[NaN,Infinity,-Infinity,null]}]}"""),
        Of("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}},{"name":"n","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}}]}""", new byte[16]),
        Of("""{"inputs":[{"name":"t","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":11}}]}""", [1, 0, 0, 0, 97, 2, 0, 0, 0, 0xC3, 0xBC]),
        Of("""{"inputs":[{"name":"b","shape":[4],"datatype":"FP16","parameters":{"binary_data_size":8}}]}""", [0, 60, 0, 64, 0, 124, 0, 126]),
        Of("""{"inputs":[{"name":"b","shape":[3],"datatype":"BOOL","parameters":{"binary_data_size":3}}]}""", [0, 1, 1]),
        Of("""{"inputs":[{"name":"b","shape":[1,1,1,2],"datatype":"UINT64","data":[[[[1,18446744073709551615]]]]}]}"""),
    ];

    private static readonly byte[][] s_texts = [.. s_requests.Select(static request => request.Text)];

    /// <summary>How many there are.</summary>
    public static int Count => s_requests.Length;

    /// <summary>What the requests are for.</summary>
    public static ModelSignature Signature { get; } = new(
        [
            new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 2])) { IsOptional = true },
            new TensorSpec("n", TensorDataType.Int64, new ShapePattern([])) { IsOptional = true },
            new TensorSpec("t", TensorDataType.String, ShapePattern.Any) { IsOptional = true },
            new TensorSpec("b", TensorDataType.Undefined, ShapePattern.Any) { IsOptional = true },
        ],
        [new TensorSpec("y", TensorDataType.Float32, ShapePattern.Any), new TensorSpec("z", TensorDataType.Float32, ShapePattern.Any)]);

    /// <summary>A request, undamaged.</summary>
    public static (byte[] Text, byte[] Binary) At(int index) => s_requests[index];

    /// <summary>A request whose text or bytes are damaged, the same for the same seed and number.</summary>
    public static (byte[] Text, byte[] Binary) Damaged(int seed, int index)
    {
        Mutator mutator = new(seed, s_texts);
        Random random = mutator.RandomOf(index);
        (byte[] text, byte[] binary) = s_requests[random.Next(s_requests.Length)];
        return binary.Length > 0 && random.Next(2) == 0 ? (text, mutator.Damage(random, binary)) : (mutator.Damage(random, text), binary);
    }

    private static (byte[] Text, byte[] Binary) Of(string json, params byte[] binary) => (Encoding.UTF8.GetBytes(json), binary);
}
