using System.Globalization;
using System.Text;
using RedisAi.Benchmarks.Goals.Resp;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>What the endpoints add to the runs of models.</summary>
internal static class ScoringGoals
{
    private const int Elements = 256;
    private const int Connections = 64;
    private const int Seconds = 2;

    /// <summary>The shortest that wrk takes: the server compiles methods anew in the pauses, which are between rounds.</summary>
    private const int WarmUpSeconds = 1;

    private const int Rounds = 11;

    public static IEnumerable<GoalRow> Rows => [new("scoring-overhead-us", Overhead), new("scoring-rate-ratio", Rate)];

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

    /// <summary>Requests for one row of iris in JSON, as MLflow's own server takes them, by those that an endpoint answers which does nothing with them; the server has one core, and what drives it the other.</summary>
    private static Goal? Rate(string name)
    {
        const string Body = """{"inputs":[[5.1,3.5,1.4,0.2]]}""";
        using PinnedServer? server = PinnedServer.TryStartScoring();
        if (server is null || !Wrk.IsInstalled || Environment.ProcessorCount < 2)
        {
            Console.WriteLine($"{name} was not measured: it needs wrk, taskset and two cores.");
            return null;
        }

        using Wrk client = new(Body);
        int answer;
        using (HttpConnection connection = new(server.Port, "/invocations", "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(Body)))
        {
            answer = connection.BodyBytes;
        }

        string baseline = string.Create(CultureInfo.InvariantCulture, $"/baseline/{answer}");
        server.WarmUp(() =>
        {
            Run("/invocations", WarmUpSeconds);
            Run(baseline, WarmUpSeconds);
        });
        return PairedRounds.Measure(() => Run("/invocations", Seconds), () => Run(baseline, Seconds), Rounds, warmUp: false).AtLeast(name, 0.6);

        double Run(string path, int seconds) => client.Run(server.Port, path, Connections, seconds);
    }
}
