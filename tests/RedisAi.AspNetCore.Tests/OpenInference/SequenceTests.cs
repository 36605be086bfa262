using System.Net;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Sequences, which are sessions of the engine.</summary>
public sealed class SequenceTests
{
    [Fact]
    public async Task Requests_of_a_sequence_go_on_with_the_state_of_those_before()
    {
        await using InferenceHost host = await WithCounterAsync();

        Assert.Equal("[1]", await AddAsync(host, 1, "\"sequence_id\":\"call\""));
        Assert.Equal("[3]", await AddAsync(host, 2, "\"sequence_id\":\"call\""));
        Assert.Equal("[5]", await AddAsync(host, 5, "\"sequence_id\":\"other\""));
        Assert.Equal("[6]", await AddAsync(host, 3, "\"sequence_id\":\"call\""));
        using AiTensor? state = host.Engine.Tensors.Get("call/counter/sum");
        Assert.Equal([6], state!.ToArray<float>());
    }

    [Fact]
    public async Task Sequence_may_be_a_number()
    {
        await using InferenceHost host = await WithCounterAsync();

        Assert.Equal("[1]", await AddAsync(host, 1, "\"sequence_id\":18446744073709551615"));
        Assert.Equal("[2]", await AddAsync(host, 1, "\"sequence_id\":18446744073709551615"));
        Assert.True(host.Engine.Tensors.Contains("18446744073709551615/counter/sum"));
    }

    [Fact]
    public async Task Start_forgets_what_was_and_end_what_is()
    {
        await using InferenceHost host = await WithCounterAsync();
        await AddAsync(host, 10, "\"sequence_id\":7");

        Assert.Equal("[1]", await AddAsync(host, 1, "\"sequence_id\":7,\"sequence_start\":true"));
        Assert.Equal("[3]", await AddAsync(host, 2, "\"sequence_id\":7,\"sequence_start\":false,\"sequence_end\":true"));
        Assert.False(host.Engine.Tensors.Contains("7/counter/sum"));
        Assert.Equal("[4]", await AddAsync(host, 4, "\"sequence_id\":7,\"sequence_start\":true,\"sequence_end\":true"));
        Assert.Equal(0, host.Engine.Tensors.Count);
    }

    [Fact]
    public async Task Sequence_whose_last_request_fails_is_not_ended()
    {
        await using InferenceHost host = await WithCounterAsync();
        await AddAsync(host, 10, "\"sequence_id\":7");

        using HttpResponseMessage failed = await host.AskAsync("counter", Body("[13]", "\"sequence_id\":7,\"sequence_end\":true"));

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("[11]", await AddAsync(host, 1, "\"sequence_id\":7"));
    }

    [Theory]
    [InlineData("\"sequence_id\":0")]
    [InlineData("\"sequence_id\":\"\"")]
    public async Task No_name_is_no_sequence(string parameters)
    {
        await using InferenceHost host = await WithCounterAsync();

        using HttpResponseMessage response = await host.AskAsync("counter", Body("[1]", parameters));

        Assert.Contains("'sum'", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_may_refuse_sequences()
    {
        await using InferenceHost host = await WithCounterAsync(static options => options.AllowSequences = false);

        using HttpResponseMessage response = await host.AskAsync("counter", Body("[1]", "\"sequence_id\":7"));

        Assert.Contains("keeps no sequences", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
        Assert.DoesNotContain("sequence", await host.Client.GetStringAsync("/v2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_tells_what_session_a_sequence_is()
    {
        await using InferenceHost host = await WithCounterAsync(
            static options => options.SessionName = static (context, model, sequence) => $"{context.Request.Headers["User"]}-{model}-{sequence}");

        foreach (string user in new[] { "ann", "bob" })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/counter/infer") { Content = new StringContent(Body("[1]", "\"sequence_id\":7")) };
            request.Headers.Add("User", user);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Assert.Equal("[1]", await InferenceHost.DataOfAsync(response));
        }

        Assert.True(host.Engine.Tensors.Contains("ann-counter-7/counter/sum"));
        Assert.True(host.Engine.Tensors.Contains("bob-counter-7/counter/sum"));
    }

    private static string Body(string data, string parameters) => $$"""{"parameters":{{{parameters}}},"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":{{data}}}]}""";

    private static async Task<string> AddAsync(InferenceHost host, float number, string parameters)
    {
        using HttpResponseMessage response = await host.AskAsync("counter", Body($"[{number}]", parameters));
        return await InferenceHost.DataOfAsync(response);
    }

    private static async Task<InferenceHost> WithCounterAsync(Action<OpenInferenceOptions>? options = null)
    {
        InferenceHost host = await InferenceHost.StartAsync(options);
        await CounterModel.StoreAsync(host.Engine, "counter");
        return host;
    }
}
