using System.Globalization;
using System.Text;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>What the endpoints add to the runs of models.</summary>
internal static class ScoringGoals
{
    private const int Elements = 256;

    public static IEnumerable<GoalRow> Rows => [new("scoring-overhead-us", Overhead)];

    /// <summary>A request of the Open Inference Protocol with 1 KiB as bytes, beyond the run itself and an endpoint that reads and answers as many bytes.</summary>
    private static Goal Overhead(string name)
    {
        using ScoringServer server = new();
        IModel model = ModelFiles.Load(server.Engine, "identity_float32");
        byte[] tensor = new byte[Elements * sizeof(float)];
        byte[] text = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"inputs":[{"name":"x","shape":[{{{Elements}}}],"datatype":"FP32","parameters":{"binary_data_size":{{{tensor.Length}}}}}],"parameters":{"binary_data_output":true}}"""));
        byte[] body = [.. text, .. tensor];
        string header = string.Create(CultureInfo.InvariantCulture, $"Inference-Header-Content-Length: {text.Length}\r\n");
        using HttpConnection infer = new(server.Port, "/v2/models/identity_float32/infer", header, body);
        using HttpConnection baseline = new(server.Port, string.Create(CultureInfo.InvariantCulture, $"/baseline/{infer.BodyBytes}"), header, body);
        using AiTensor input = AiTensor.FromBytes(TensorDataType.Float32, [Elements], tensor);

        return PairedRounds.Measure(
            infer.Ask,
            times =>
            {
                baseline.Ask(times);
                for (int i = 0; i < times; i++)
                {
                    model.Run([input]).Dispose();
                }
            },
            operations: 500).BeyondAtMost(name, 40);
    }
}
