using System.Net;
using RedisAi.AspNetCore.Tests.OpenInference;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Sends damaged requests to an endpoint.</summary>
public sealed class EndpointFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260902;
    private const int Count = 3000;

    /// <summary>The models, each named like its only input.</summary>
    private static readonly string[] s_inputs = ["x", "t", "b"];

    [Fact]
    public async Task Endpoint_answers_whatever_it_is_sent_and_serves_others()
    {
        await using InferenceHost host = await InferenceHost.StartAsync(static options => options.MaxBodyBytes = 1 << 20);
        foreach (string input in s_inputs)
        {
            await host.Engine.Models.StoreAsync(input, ModelSource.FromFunction([input], ["y", "z"], static inputs => [inputs[0], inputs[0]]));
        }

        Dictionary<HttpStatusCode, int> statuses = [];

        for (int index = 0; index < Count; index++)
        {
            (byte[] text, byte[] binary) = Corpus.Damaged(Seed, index);
            using ByteArrayContent content = new([.. text, .. binary]);
            content.Headers.Add("Inference-Header-Content-Length", $"{text.Length - (index % 7 == 0 ? 1 : 0)}");
            if (index % 10 == 0)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using HttpResponseMessage response = await host.SendAsync(s_inputs[index % s_inputs.Length], content);
            statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
            _ = await response.Content.ReadAsByteArrayAsync();
        }

        output.WriteLine($"Seed {Seed}: {string.Join(", ", statuses.Select(static status => $"{status.Value} x {(int)status.Key}"))}");
        Assert.Equal([HttpStatusCode.BadRequest], statuses.Keys.Where(static status => status != HttpStatusCode.OK));
        using HttpResponseMessage witness = await host.AskAsync("x", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");
        Assert.Equal("[1]", await InferenceHost.DataOfAsync(witness));
        Assert.DoesNotContain(host.Log, static line => line.Contains("[550]", StringComparison.Ordinal));
    }
}
