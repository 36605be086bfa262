using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>Calls that are refused, run out of time, lose their client, or fail.</summary>
public sealed class ScoringStopTests
{
    private const string Request = """{"inputs":[1]}""";

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2500, "3")]
    public async Task Call_that_the_engine_refuses_is_answered_with_when_to_come_again(int milliseconds, string seconds)
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], _ => throw new EngineOverloadedException(TimeSpan.FromMilliseconds(milliseconds))));

        using HttpResponseMessage response = await host.AskAsync(Request);

        Assert.StartsWith("TEMPORARILY_UNAVAILABLE The engine is overloaded", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Equal(seconds, response.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Call_that_takes_too_long_is_stopped_and_answered_with_504()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        await using ScoringHost host = await ScoringHost.StartAsync(
            static options => options.DefaultTimeout = TimeSpan.FromMilliseconds(50), builder => builder.Services.AddSingleton<TimeProvider>(time));
        await StoreWaitingAsync(host, entered);

        Task<HttpResponseMessage> asked = host.AskAsync(Request);
        Eventually.Comes(entered);
        time.Advance(TimeSpan.FromMilliseconds(51));

        using HttpResponseMessage response = await asked;
        Assert.StartsWith("TEMPORARILY_UNAVAILABLE", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.GatewayTimeout), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_whose_client_goes_away_is_cancelled()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim cancelled = new();
        await using ScoringHost host = await ScoringHost.StartAsync();
        await StoreWaitingAsync(host, entered, cancelled);
        using CancellationTokenSource gone = new();

        using StringContent content = new(Request, null, "application/json");
        Task<HttpResponseMessage> asked = host.Client.PostAsync("/invocations", content, gone.Token);
        Eventually.Comes(entered);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Eventually.Comes(cancelled);
        await Eventually.HoldsAsync(() => host.Log.Contains("RedisAi[551]: The client of /invocations went away before it was answered; its call was cancelled"), "the log tells of it");
    }

    [Fact]
    public async Task What_the_code_of_a_model_throws_goes_to_the_log_and_not_to_the_client()
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => throw new InvalidOperationException("secret")));

        using HttpResponseMessage response = await host.AskAsync(Request);

        string error = await ScoringHost.ErrorOfAsync(response, HttpStatusCode.InternalServerError);
        Assert.StartsWith("INTERNAL_ERROR", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.Contains("RedisAi[550]: The request POST /invocations failed", host.Log);
    }

    [Fact]
    public async Task Error_of_a_runtime_is_a_bad_request_as_with_MLflow()
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => throw new BackendException("ONNX", 2, "the shapes do not fit")));

        using HttpResponseMessage response = await host.AskAsync(Request);

        string error = await ScoringHost.ErrorOfAsync(response);
        Assert.StartsWith("BAD_REQUEST", error, StringComparison.Ordinal);
        Assert.Contains("the shapes do not fit", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_other_processes_are_to_blame_for_is_answered_with_503(bool isMoved)
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();
        RedisAiException error = isMoved ? new SessionMovedException("s", "a:80") : new SharedStoreException("Redis", "it does not answer");
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], IReadOnlyList<AiTensor> (_) => throw error));

        using HttpResponseMessage response = await host.AskAsync(Request);

        Assert.StartsWith($"TEMPORARILY_UNAVAILABLE {error.Message}", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_that_was_closed_answers_with_503()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();
        await host.Engine.DisposeAsync();

        using HttpResponseMessage response = await host.AskAsync(Request);

        Assert.StartsWith("TEMPORARILY_UNAVAILABLE", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    /// <summary>A model that waits until it is stopped.</summary>
    private static Task<ModelInfo> StoreWaitingAsync(ScoringHost host, ManualResetEventSlim entered, ManualResetEventSlim? cancelled = null) =>
        host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], (_, token) =>
        {
            entered.Set();
            token.WaitHandle.WaitOne(Eventually.Limit);
            cancelled?.Set();
            token.ThrowIfCancellationRequested();
            return [];
        }));
}
