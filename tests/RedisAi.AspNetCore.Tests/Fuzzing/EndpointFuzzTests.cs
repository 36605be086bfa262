using System.Net;
using RedisAi.AspNetCore.Tests.OpenInference;
using RedisAi.FuzzHost;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Sends damaged requests to an endpoint.</summary>
public sealed class EndpointFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260902;
    private const int Count = 3000;

    [Fact]
    public async Task Endpoint_answers_whatever_it_is_sent_and_serves_others()
    {
        await using InferenceHost host = await InferenceHost.StartAsync(static options => options.MaxBodyBytes = 1 << 20);
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x", "n", "t", "b"], ["y", "z"], static inputs => [inputs[0], inputs[1]]));
        await host.Engine.Models.StoreAsync("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        Mutator mutator = new(Seed, Corpus.Requests);
        Dictionary<HttpStatusCode, int> statuses = [];

        for (int index = 0; index < Count; index++)
        {
            byte[] request = mutator.Damage(index);
            using ByteArrayContent content = new(request[Math.Min(2, request.Length)..]);
            content.Headers.Add("Inference-Header-Content-Length", $"{(request.Length < 2 ? 0 : BitConverter.ToUInt16(request))}");
            if (index % 10 == 0)
            {
                content.Headers.ContentEncoding.Add("gzip");
            }

            using HttpResponseMessage response = await host.SendAsync(index % 2 == 0 ? "m" : "echo", content);
            statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
            _ = await response.Content.ReadAsByteArrayAsync();
        }

        output.WriteLine($"Seed {Seed}: {string.Join(", ", statuses.Select(static status => $"{status.Value} x {(int)status.Key}"))}");
        Assert.Equal([HttpStatusCode.BadRequest], statuses.Keys.Where(static status => status != HttpStatusCode.OK));
        using HttpResponseMessage witness = await host.AskAsync("echo", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");
        Assert.Equal("[1]", await InferenceHost.DataOfAsync(witness));
        Assert.DoesNotContain(host.Log, static line => line.Contains("[550]", StringComparison.Ordinal));
    }
}
