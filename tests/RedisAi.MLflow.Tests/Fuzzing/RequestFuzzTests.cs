using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RedisAi.FuzzHost;
using RedisAi.MLflow.Scoring;
using RedisAi.MLflow.Tests.Scoring;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Fuzzing;

/// <summary>Gives requests to the readers that nobody has thought of.</summary>
public sealed class RequestFuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20261122;
    private const int DefaultCount = 40_000;

    private static readonly ScoringUnderTest[] s_models =
    [
        new([Spec("x", TensorDataType.Float32, -1, 2)], """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]"""),
        new([Spec("a", TensorDataType.Float32, -1, 2), Spec("b", TensorDataType.Int64, -1, 1), Spec("s", TensorDataType.String, -1)]),
        new([Spec("X", TensorDataType.Float64, -1, 2)], """[{"type":"double","name":"a"},{"type":"long","name":"b"}]"""),
        new([new TensorSpec("x", TensorDataType.Undefined, ShapePattern.Any)]),
        new([Spec("x", TensorDataType.UInt8, -1, -1)], """[{"type":"binary","name":"x"}]"""),
    ];

    private static readonly byte[][] s_corpus = [.. new[]
    {
        """{"inputs":[[1,2.5],[-3e2,null]],"params":{"t":0.5}}""",
        """{"inputs":{"a":[[1,2]],"b":[[3]],"s":["x\u00e9\n"],"x":[["AQID"]]}}""",
        """{"instances":[{"a":[1,2],"b":[3],"s":"x"},{"b":[4],"s":"y","a":[NaN,-Infinity]}]}""",
        """{"dataframe_split":{"columns":["a","b","s","x"],"index":[0],"data":[[1,2,"x","AQ=="],[3.5,4,"y","AA=="]]}}""",
        """{"dataframe_records":[{"a":1,"b":2,"x":"AQ=="},{"a":3}]}""",
        """{"prompt":"hello","a":[[1,2]],"b":[[3]]}""",
        "a,b,s,x\n1,2,\"a \"\"b\"\" c\",AQ==\n,3.5,z,AA==\n",
    }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Damaged_requests_are_read_or_refused_with_a_sentence()
    {
        int seed = Number("FUZZ_SEED", DefaultSeed);
        int count = Number("FUZZ_COUNT", DefaultCount);
        Mutator mutator = new(seed, s_corpus);
        int refused = 0;
        for (int index = 0; index < count; index++)
        {
            byte[] request = mutator.Damage(index);
            ScoringUnderTest model = s_models[index % s_models.Length];
            BodyFormat format = index % 7 == 0 ? BodyFormat.Csv : BodyFormat.Json;
            try
            {
                model.Read(request, format);
            }
            catch (MlflowException error)
            {
                Assert.Contains(error.ErrorCode, new[] { MlflowErrorCodes.BadRequest, MlflowErrorCodes.InvalidParameterValue });
                Assert.NotEmpty(error.Message);
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed}, input {index}: {Convert.ToHexString(request)}", error);
            }
        }

        output.WriteLine($"FUZZ_SEED={seed}: {count} inputs, {refused} of them refused");
        Assert.InRange(refused, 1, count - 1);
    }

    [Fact]
    public void Arrays_of_any_shape_are_read_as_they_were_written()
    {
        ScoringUnderTest model = new([new TensorSpec("x", TensorDataType.Int64, ShapePattern.Any)]);
        Gen<long[]> shapes = Gen.Choose(0, 3).Select(static length => (long)length).ArrayOf().Where(static shape => shape.Length is > 0 and < 6 && !HasAxesBehindNone(shape));

        Properties.Hold(shapes, shape =>
        {
            long elements = shape.Aggregate(1L, static (product, length) => product * length);
            string body = $"{{\"inputs\":{Written(shape, 0)}}}";
            string expected = $"x Int64[{string.Join(',', shape)}]: {string.Join(", ", Enumerable.Range(0, (int)elements))}";

            Assert.Equal(expected.TrimEnd(), model.Read(body).TrimEnd());
        });
    }

    /// <summary>JSON does not tell how long the elements of an empty list would be.</summary>
    private static bool HasAxesBehindNone(long[] shape) => Array.IndexOf(shape, 0) is var none && none >= 0 && none < shape.Length - 1;

    private static string Written(ReadOnlySpan<long> shape, long first)
    {
        if (shape.IsEmpty)
        {
            return first.ToString(CultureInfo.InvariantCulture);
        }

        long stride = 1;
        foreach (long length in shape[1..])
        {
            stride *= length;
        }

        List<string> items = [];
        for (long i = 0; i < shape[0]; i++)
        {
            items.Add(Written(shape[1..], first + (i * stride)));
        }

        return $"[{string.Join(',', items)}]";
    }

    private static TensorSpec Spec(string name, TensorDataType type, params ReadOnlySpan<long> shape) => new(name, type, new ShapePattern(shape));

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
