using System.Text;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>Requests that belong to a session of the engine.</summary>
public sealed class ScoringSessionTests
{
    [Fact]
    public async Task Requests_of_a_session_go_on_with_the_state_of_those_before()
    {
        await using ScoringHost host = await WithCounterAsync();

        Assert.Equal("1.0", await AddAsync(host, 1, "?session=call"));
        Assert.Equal("3.0", await AddAsync(host, 2, "?session=call"));
        Assert.Equal("5.0", await AddAsync(host, 5, "?session=other"));
        Assert.Equal("6.0", await AddAsync(host, 3, "", ("RedisAi-Session", "call")));
        Assert.True(host.Engine.Tensors.Contains("call/m/sum"));
    }

    [Theory]
    [InlineData("?session=call&session_end=true")]
    [InlineData("?session=call&session_end=1")]
    public async Task Session_ends_with_the_request_that_says_so(string query)
    {
        await using ScoringHost host = await WithCounterAsync();
        await AddAsync(host, 1, "?session=call&session_end=false");

        string last = await AddAsync(host, 2, query);

        Assert.Equal("3.0", last);
        Assert.Equal(0, host.Engine.Tensors.Count);
        Assert.Equal("4.0", await AddAsync(host, 4, "", ("RedisAi-Session", "call"), ("RedisAi-Session-End", "true")));
        Assert.Equal(0, host.Engine.Tensors.Count);
    }

    [Fact]
    public async Task Session_also_goes_with_the_signature_that_was_logged_with_all_inputs()
    {
        await using ScoringHost host = await WithCounterAsync(static options => options.Contract = new ScoringContract(
            MlflowSignature.Parse("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,1]},"name":"x"},{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,1]},"name":"sum"}]"""),
            PredictionForm.Named));

        Assert.Equal("1.0", await AddAsync(host, 1, "?session=call"));
        Assert.Equal("3.0", await AddAsync(host, 2, "?session=call"));
    }

    [Theory]
    [InlineData("?session=", "BAD_REQUEST A session needs one name that is not empty")]
    [InlineData("?session=a&session=b", "BAD_REQUEST A session needs one name that is not empty")]
    [InlineData("?session_end=true", "BAD_REQUEST A session needs one name that is not empty")]
    [InlineData("?session=a&session_end=maybe", "BAD_REQUEST 'session_end' must be true or false; it is 'maybe'.")]
    [InlineData("", "BAD_REQUEST The model cannot run without 'sum'")]
    public async Task Session_without_a_name_is_none(string query, string error)
    {
        await using ScoringHost host = await WithCounterAsync();

        using HttpResponseMessage response = await host.AskAsync(Body(1), $"/invocations{query}");

        Assert.StartsWith(error, await ScoringHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_may_refuse_sessions()
    {
        await using ScoringHost host = await WithCounterAsync(static options => options.AllowSessions = false);

        using HttpResponseMessage response = await host.AskAsync(Body(1), "/invocations?session=a");

        Assert.StartsWith("BAD_REQUEST This endpoint keeps no sessions", await ScoringHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_tells_what_session_a_name_is()
    {
        await using ScoringHost host = await WithCounterAsync(static options => options.SessionName = static (context, model, session) => $"{context.Request.Headers["User"]}-{model}-{session}");

        await AddAsync(host, 1, "?session=7", ("User", "ann"));
        await AddAsync(host, 1, "?session=7", ("User", "bob"));

        Assert.True(host.Engine.Tensors.Contains("ann-m-7/m/sum"));
        Assert.True(host.Engine.Tensors.Contains("bob-m-7/m/sum"));
    }

    private static string Body(float number) => $$$"""{"inputs":{"x":[[{{{number}}}]]}}""";

    private static async Task<string> AddAsync(ScoringHost host, float number, string query, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/invocations{query}") { Content = new StringContent(Body(number), Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await host.Client.SendAsync(request);
        string answer = await ScoringHost.TextOfAsync(response);
        return answer["""{"predictions":{"sumN":[[""".Length..^"]]}}".Length];
    }

    /// <summary>A model that adds up what a session gives it.</summary>
    private static async Task<ScoringHost> WithCounterAsync(Action<MlflowScoringOptions>? options = null)
    {
        ScoringHost host = await ScoringHost.StartAsync(options);
        await CounterModel.StoreAsync(host.Engine, "m");
        return host;
    }
}
