using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>What there is at which address, for whom.</summary>
public sealed class ModelAddressTests
{
    private const string Request = """{"inputs":[{"name":"x","shape":[1],"datatype":"INT64","data":[5]}]}""";

    [Fact]
    public async Task Metadata_tells_what_a_model_declares()
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        ModelSignature signature = new(
            [new TensorSpec("a", TensorDataType.Float16, new ShapePattern([-1, 3])), new TensorSpec("b", TensorDataType.Undefined, ShapePattern.Any), new TensorSpec("c", TensorDataType.String, new ShapePattern([]))],
            [new TensorSpec("d", TensorDataType.Bool, new ShapePattern([2]))]);
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(signature, static _ => [AiTensor.Create<bool>([2])]));

        Assert.Equal(
            """{"name":"m","versions":["1"],"platform":"function","inputs":[{"name":"a","datatype":"FP16","shape":[-1,3]},{"name":"b","datatype":"ANY","shape":[-1]},{"name":"c","datatype":"BYTES","shape":[]}],"outputs":[{"name":"d","datatype":"BOOL","shape":[2]}]}""",
            await host.Client.GetStringAsync("/v2/models/m"));
        Assert.Contains("""{"name":"c","data_type":"TYPE_STRING","dims":[]}""", await host.Client.GetStringAsync("/v2/models/m/config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_loaded_version_answers_under_its_number_and_the_serving_one_without()
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", Adding(10));
        await host.Engine.Models.StoreCandidateAsync("m", Adding(20), CandidateTraffic.Answers(0));

        using HttpResponseMessage plain = await host.AskAsync("m", Request);
        using HttpResponseMessage first = await host.AskAsync("m/versions/1", Request);
        using HttpResponseMessage second = await host.AskAsync("m/versions/2", Request);

        Assert.Equal("15", Sum(await InferenceHost.JsonOfAsync(plain), "1"));
        Assert.Equal("15", Sum(await InferenceHost.JsonOfAsync(first), "1"));
        Assert.Equal("25", Sum(await InferenceHost.JsonOfAsync(second), "2"));
        Assert.Contains("\"versions\":[\"1\",\"2\"]", await host.Client.GetStringAsync("/v2/models/m"), StringComparison.Ordinal);
        Assert.Contains("\"versions\":[\"2\"]", await host.Client.GetStringAsync("/v2/models/m/versions/2"), StringComparison.Ordinal);

        static string Sum(JsonElement answer, string version)
        {
            Assert.Equal(version, answer.GetProperty("model_version").GetString());
            return answer.GetProperty("outputs")[0].GetProperty("data")[0].GetRawText();
        }
    }

    [Theory]
    [InlineData("3")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999")]
    public async Task Version_that_is_not_loaded_is_not_found(string version)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        foreach (string path in new[] { "", "/config", "/stats" })
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"/v2/models/echo/versions/{version}{path}");
            Assert.Contains($"no version {version}", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.NotFound), StringComparison.Ordinal);
        }

        using HttpResponseMessage infer = await host.AskAsync($"echo/versions/{version}", Request);
        Assert.Contains($"no version {version}", await InferenceHost.ErrorOfAsync(infer, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_that_are_not_offered_are_not_there()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync(static options => options.Offers = static key => key == "echo");
        await host.Engine.Models.StoreAsync("hidden", Adding(1));

        using HttpResponseMessage infer = await host.AskAsync("hidden", Request);
        using HttpResponseMessage metadata = await host.Client.GetAsync("/v2/models/hidden");
        using HttpResponseMessage ready = await host.Client.GetAsync("/v2/models/hidden/ready");
        using HttpResponseMessage index = await host.Client.PostAsync("/v2/repository/index", new StringContent("{}"));

        Assert.Equal(HttpStatusCode.NotFound, infer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, metadata.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, ready.StatusCode);
        Assert.Equal("""[{"name":"echo","version":"1","state":"READY"}]""", await index.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("team/vad", "team%2Fvad")]
    [InlineData("team/vad", "team%2fvad")]
    [InlineData("m:{1}", "m:%7B1%7D")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    public async Task Key_of_a_model_may_have_any_characters(string key, string path)
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync(key, Adding(1));

        using HttpResponseMessage response = await host.AskAsync(path, Request);

        Assert.Equal(key, (await InferenceHost.JsonOfAsync(response)).GetProperty("model_name").GetString());
    }

    [Fact]
    public async Task Statistics_count_calls()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        using HttpResponseMessage one = await host.AskAsync("echo", Request);
        using HttpResponseMessage two = await host.AskAsync("echo", Request);

        using JsonDocument statistics = JsonDocument.Parse(await host.Client.GetStringAsync("/v2/models/echo/stats"));

        JsonElement model = statistics.RootElement.GetProperty("model_stats")[0];
        Assert.Equal("1", model.GetProperty("version").GetString());
        Assert.Equal(2, model.GetProperty("inference_count").GetInt64());
        Assert.Equal(2, model.GetProperty("execution_count").GetInt64());
        Assert.Equal(2, model.GetProperty("inference_stats").GetProperty("success").GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("GET", "/v2/models/echo/infer", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("POST", "/v2/models/echo", HttpStatusCode.MethodNotAllowed, "GET")]
    [InlineData("DELETE", "/v2", HttpStatusCode.MethodNotAllowed, "GET")]
    [InlineData("GET", "/v2/nothing", HttpStatusCode.NotFound, null)]
    [InlineData("POST", "/v2/models/echo/nothing", HttpStatusCode.NotFound, null)]
    [InlineData("POST", "/v2/repository/models/echo/load", HttpStatusCode.NotFound, null)]
    public async Task Other_methods_and_addresses_are_refused_in_the_form_of_the_protocol(string method, string path, HttpStatusCode status, string? allowed)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        using HttpRequestMessage request = new(HttpMethod.Parse(method), path);

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.NotEmpty(await InferenceHost.ErrorOfAsync(response, status));
        Assert.Equal(allowed, response.Content.Headers.Allow.SingleOrDefault());
    }

    [Fact]
    public async Task Head_is_answered_where_get_is()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, "/v2/models/echo");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.BadRequest)]
    public async Task Readiness_is_that_of_the_health_check(HealthStatus status, HttpStatusCode expected)
    {
        await using InferenceHost host = await InferenceHost.StartAsync(
            static options => options.HealthCheck = "models",
            builder => builder.Services.AddHealthChecks()
                .AddCheck("models", () => new HealthCheckResult(status, "vad: no such file"))
                .AddCheck("unrelated", static () => HealthCheckResult.Unhealthy()));

        using HttpResponseMessage response = await host.Client.GetAsync("/v2/health/ready");

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected != HttpStatusCode.OK, (await response.Content.ReadAsStringAsync()).Contains("vad: no such file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_of_the_host_that_cannot_be_loaded_makes_the_endpoint_not_ready()
    {
        await using InferenceHost host = await InferenceHost.StartAsync(application: static builder =>
        {
            builder.Services.AddRedisAi().AddModel("vad", "nowhere.onnx");
            builder.Services.AddHealthChecks().AddRedisAi();
        });

        using HttpResponseMessage ready = await host.Client.GetAsync("/v2/health/ready");
        using HttpResponseMessage infer = await host.AskAsync("vad", Request);

        Assert.Contains("nowhere.onnx", await InferenceHost.ErrorOfAsync(ready), StringComparison.Ordinal);
        Assert.Contains("nowhere.onnx", await InferenceHost.ErrorOfAsync(infer, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_may_lie_below_a_prefix_and_are_conventions_together()
    {
        await using EndpointHost host = await EndpointHost.StartAsync(
            static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapOpenInference("/models").RequireAuthorization();
                app.MapOpenInference("/open", static options => options.Offers = static _ => false);
            },
            static builder =>
            {
                builder.Services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Test", null);
                builder.Services.AddAuthorization();
            });
        await host.Engine.Models.StoreAsync("m", Adding(1));

        foreach (string path in new[] { "/models/v2", "/models/v2/models/m", "/models/v2/health/live", "/models/v2/nothing" })
        {
            using HttpResponseMessage refused = await host.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using HttpRequestMessage request = new(HttpMethod.Post, "/models/v2/models/m/infer") { Content = new StringContent(Request) };
        request.Headers.Add("User", "ann");
        using HttpResponseMessage answered = await host.Client.SendAsync(request);
        Assert.Equal("[6]", await InferenceHost.DataOfAsync(answered));
        Assert.Contains("redisai", await host.Client.GetStringAsync("/open/v2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null, null, "redisai", "MaxBodyBytes (0)")]
    [InlineData(1, 0.0, null, "redisai", "DefaultTimeout (00:00:00)")]
    [InlineData(1, null, -1, "redisai", "CompressFromBytes (-1)")]
    [InlineData(1, null, null, "", "HealthCheck")]
    public async Task Settings_that_make_no_sense_are_refused_when_the_endpoint_is_mapped(int maxBody, double? timeout, int? compressFrom, string healthCheck, string reason)
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => InferenceHost.StartAsync(options =>
        {
            options.MaxBodyBytes = maxBody;
            options.DefaultTimeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            options.CompressFromBytes = compressFrom;
            options.HealthCheck = healthCheck;
        }));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Application_without_an_engine_is_told_what_is_missing()
    {
        WebApplication application = WebApplication.CreateSlimBuilder().Build();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => application.MapOpenInference());

        Assert.Contains("AddRedisAi", error.Message, StringComparison.Ordinal);
    }

    private static ModelSource Adding(long number) =>
        ModelSource.FromFunction(["x"], ["y"], inputs => [AiTensor.Create<long>(inputs[0].Shape, [.. inputs[0].ToArray<long>().Select(value => value + number)])]);

    /// <summary>Believes what a header says of who asks.</summary>
    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["User"].ToString() is { Length: > 0 } user
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());
    }
}
