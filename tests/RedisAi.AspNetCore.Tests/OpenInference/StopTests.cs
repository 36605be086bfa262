using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Calls that are refused, run out of time, lose their client, or fail.</summary>
public sealed class StopTests
{
    private const string Request = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";

    [Theory]
    [InlineData(1, "1")]
    [InlineData(1000, "1")]
    [InlineData(2500, "3")]
    public async Task Call_that_the_engine_refuses_is_answered_with_when_to_come_again(int milliseconds, string seconds)
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], _ => throw new EngineOverloadedException(TimeSpan.FromMilliseconds(milliseconds))));

        using HttpResponseMessage response = await host.AskAsync("m", Request);

        Assert.Contains("overloaded", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Equal(seconds, response.Headers.GetValues("Retry-After").Single());
        Assert.DoesNotContain(host.Log, static line => line.Contains("[550]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""","parameters":{"timeout":50000}""", null)]
    [InlineData("", 50)]
    [InlineData(""","parameters":{"timeout":50000}""", 3_600_000)]
    [InlineData(""","parameters":{"timeout":0}""", 50)]
    public async Task Call_that_misses_its_deadline_is_stopped_and_answered_with_504(string parameters, int? defaultMs)
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        await using InferenceHost host = await InferenceHost.StartAsync(
            options => options.DefaultTimeout = defaultMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            builder => builder.Services.AddSingleton<TimeProvider>(time));
        await StoreWaitingAsync(host, entered);

        Task<HttpResponseMessage> asked = host.AskAsync("m", Request.Insert(Request.Length - 1, parameters));
        Eventually.Comes(entered);
        time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(2));

        using HttpResponseMessage response = await asked;
        Assert.Contains("50 ms", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.GatewayTimeout), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_may_be_as_long_as_a_client_likes()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", Request.Insert(Request.Length - 1, ""","parameters":{"timeout":18446744073709551615}"""));

        Assert.Equal("[1]", await InferenceHost.DataOfAsync(response));
    }

    [Fact]
    public async Task Call_whose_client_goes_away_is_cancelled()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim cancelled = new();
        await using InferenceHost host = await InferenceHost.StartAsync();
        await StoreWaitingAsync(host, entered, cancelled);
        using CancellationTokenSource gone = new();

        Task<HttpResponseMessage> asked = host.Client.PostAsync("/v2/models/m/infer", new StringContent(Request), gone.Token);
        Eventually.Comes(entered);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Eventually.Comes(cancelled);
        await Eventually.HoldsAsync(() => host.Log.Contains("RedisAi[551]: The client of /v2/models/m/infer went away before it was answered; its call was cancelled"), "the log tells of it");
        Assert.DoesNotContain(host.Log, static line => line.Contains("[550]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_code_of_a_model_throws_goes_to_the_log_and_not_to_the_client()
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => throw new InvalidOperationException("secret")));

        using HttpResponseMessage response = await host.AskAsync("m", Request);

        Assert.DoesNotContain("secret", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.InternalServerError), StringComparison.Ordinal);
        Assert.Contains("RedisAi[550]: The request POST /v2/models/m/infer failed", host.Log);
    }

    [Fact]
    public async Task Error_of_a_runtime_is_told_to_the_client_and_to_the_log()
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => throw new BackendException("ONNX", 2, "the shapes do not fit")));

        using HttpResponseMessage response = await host.AskAsync("m", Request);

        Assert.Contains("the shapes do not fit", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.InternalServerError), StringComparison.Ordinal);
        Assert.Contains("RedisAi[550]: The request POST /v2/models/m/infer failed", host.Log);
    }

    [Fact]
    public async Task Engine_that_was_closed_answers_with_503()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        await host.Engine.DisposeAsync();

        using HttpResponseMessage infer = await host.AskAsync("echo", Request);
        using HttpResponseMessage ready = await host.Client.GetAsync("/v2/health/ready");
        using HttpResponseMessage live = await host.Client.GetAsync("/v2/health/live");

        Assert.Contains("shutting down", await InferenceHost.ErrorOfAsync(infer, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Contains("shutting down", await InferenceHost.ErrorOfAsync(ready), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    /// <summary>A model that waits until it is stopped.</summary>
    private static Task<ModelInfo> StoreWaitingAsync(InferenceHost host, ManualResetEventSlim entered, ManualResetEventSlim? cancelled = null) =>
        host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], (_, token) =>
        {
            entered.Set();
            token.WaitHandle.WaitOne(Eventually.Limit);
            cancelled?.Set();
            token.ThrowIfCancellationRequested();
            return [];
        }));
}
