using System.Globalization;
using Microsoft.AspNetCore.Http;
using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Rest;

/// <summary>What is tried again, after which pauses, and what is not.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_may_pass_is_tried_again_after_pauses_that_grow(int status)
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, status, failures: 3);
        using ClientUnderTest test = new(server.Address);

        ResolvedModel model = await test.Client.ResolveAsync("models:/iris/1");

        Assert.Equal("1", model.Version);
        Assert.Equal(Seconds(2, 4, 8), test.Time.Pauses);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    public async Task What_will_not_change_is_not_tried_again(int status)
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, status, failures: 1);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal(status, (int)error.HttpStatus!);
        Assert.False(error.IsTransient);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task After_all_tries_the_error_is_that_of_the_last()
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, 503, failures: int.MaxValue);
        using ClientUnderTest test = new(server.Address, static options => options.MaxRetries = 4);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.True(error.IsTransient);
        Assert.Equal("TEMPORARILY_UNAVAILABLE", error.ErrorCode);
        Assert.Equal(5, server.Seen.Count);
        Assert.Equal(Seconds(2, 4, 8, 16), test.Time.Pauses);
    }

    [Fact]
    public async Task Pauses_are_no_longer_than_is_set()
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, 503, failures: 5);
        using ClientUnderTest test = new(server.Address, static options => options.MaxBackoff = TimeSpan.FromSeconds(5));

        await test.Client.ResolveAsync("models:/iris/1");

        Assert.Equal(Seconds(2, 4, 5, 5, 5), test.Time.Pauses);
    }

    [Fact]
    public async Task Pauses_are_longer_by_chance_up_to_the_jitter()
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, 503, failures: 7);
        using ClientUnderTest test = new(server.Address, static options => (options.BackoffFactor, options.BackoffJitter) = (1, 1));

        await test.Client.ResolveAsync("models:/iris/1");

        double[] least = [1, 2, 4, 8, 16, 32, 64];
        Assert.All(test.Time.Pauses.Zip(least), static pair => Assert.InRange(pair.First.TotalSeconds, pair.Second, pair.Second + 1));
        Assert.Contains(test.Time.Pauses.Zip(least), static pair => pair.First.TotalSeconds > pair.Second);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_server_that_says_how_many_seconds_to_wait_is_left_alone_for_so_long(int status)
    {
        await using ReplayServer server = await StartAsync(
            static (context, _) =>
            {
                context.Response.Headers.RetryAfter = "17";
                return Task.CompletedTask;
            },
            status,
            failures: 2);
        using ClientUnderTest test = new(server.Address);

        await test.Client.ResolveAsync("models:/iris/1");

        Assert.Equal(Seconds(17, 17), test.Time.Pauses);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3600, 120)]
    [InlineData(-60, null)]
    public async Task A_server_that_says_until_when_to_wait_is_left_alone_until_then_or_as_long_as_is_set(int secondsFromNow, int? expected)
    {
        ClientUnderTest? test = null;
        await using ReplayServer server = await StartAsync(
            (context, _) =>
            {
                context.Response.Headers.RetryAfter = (test!.Time.GetUtcNow() + TimeSpan.FromSeconds(secondsFromNow)).ToString("R", CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            },
            503,
            failures: 1);
        using ClientUnderTest used = test = new ClientUnderTest(server.Address);

        await test.Client.ResolveAsync("models:/iris/1");

        Assert.Equal(expected is { } seconds ? Seconds(seconds) : [], test.Time.Pauses);
        Assert.Equal(2, server.Seen.Count(static seen => seen.Path.EndsWith("model-versions/get", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{\"detail\": \"Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable.\"}", 503, "FEATURE_DISABLED")]
    [InlineData("Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`.", 503, "FEATURE_DISABLED")]
    [InlineData("{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"failures:\\n[Errno 2] No such file or directory: './a'\"}", 500, "RESOURCE_DOES_NOT_EXIST")]
    public async Task A_passing_status_that_stands_for_what_will_not_change_is_not_tried_again(string body, int status, string code)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(context => Answers.TextAsync(context, body, status));
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("mlflow-artifacts:/1/x"));

        Assert.Equal(code, error.ErrorCode);
        Assert.False(error.IsTransient);
        Assert.Single(server.Seen);
        Assert.Empty(test.Time.Pauses);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_tried_again_and_named()
    {
        ReplayServer server = await ReplayServer.StartAsync(static _ => Task.CompletedTask);
        string address = server.Address;
        await server.DisposeAsync();
        using ClientUnderTest test = new(address, static options => options.MaxRetries = 2);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal(("TEMPORARILY_UNAVAILABLE", true), (error.ErrorCode, error.IsTransient));
        Assert.Contains($"The server at {address} cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Equal(Seconds(2, 4), test.Time.Pauses);
    }

    [Fact]
    public async Task A_connection_that_ends_is_tried_again()
    {
        int requests = 0;
        FakeMlflow fake = Registered();
        fake.Intercept = context =>
        {
            bool isFirst = Interlocked.Increment(ref requests) == 1;
            if (isFirst)
            {
                context.Abort();
            }

            return Task.FromResult(isFirst);
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        ResolvedModel model = await test.Client.ResolveAsync("models:/iris/1");

        Assert.Equal("1", model.Version);
        Assert.Equal(Seconds(2), test.Time.Pauses);
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(502, false)]
    public async Task A_run_is_begun_again_only_where_it_was_surely_not_begun(int status, bool isTriedAgain)
    {
        int requests = 0;
        await using ReplayServer server = await ReplayServer.StartAsync(context => Interlocked.Increment(ref requests) == 1
            ? Answers.TextAsync(context, "busy", status)
            : Answers.TextAsync(context, """{"run": {"info": {"run_id": "r1"}}}""", type: "application/json"));
        using ClientUnderTest test = new(server.Address);

        Task<RunLogger> begin = test.Client.StartRunAsync(new RunOptions { ExperimentId = "1" });

        if (isTriedAgain)
        {
            Assert.Equal("r1", (await begin).RunId);
        }
        else
        {
            Assert.Equal(status, (int)(await Assert.ThrowsAsync<MlflowException>(() => begin)).HttpStatus!);
        }

        Assert.Equal(isTriedAgain ? 2 : 1, server.Seen.Count);
    }

    [Fact]
    public async Task Each_further_try_is_logged()
    {
        await using ReplayServer server = await StartAsync(static (_, _) => Task.CompletedTask, 503, failures: 1);
        using ClientUnderTest test = new(server.Address);

        await test.Client.ResolveAsync("models:/iris/1");

        string line = Assert.Single(test.Log.Lines);
        Assert.StartsWith("RedisAi.MLflow.MlflowClient[500]: The server at http://127.0.0.1", line, StringComparison.Ordinal);
        Assert.EndsWith("Trying again in 2.0 s (1 of 7)", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer()
    {
        using CancellationTokenSource cancellation = new();
        await using ReplayServer server = await ReplayServer.StartAsync(async context =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        using ClientUnderTest test = new(server.Address, static options => options.MaxRetries = 0);

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Client.ResolveAsync("models:/iris/1", cancellation.Token));

        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    private static TimeSpan[] Seconds(params double[] seconds) => [.. seconds.Select(TimeSpan.FromSeconds)];

    private static FakeMlflow Registered()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1]));
        return fake;
    }

    /// <summary>A server that has a model, and fails at first.</summary>
    private static Task<ReplayServer> StartAsync(Func<HttpContext, int, Task> fail, int status, int failures)
    {
        int requests = 0;
        FakeMlflow fake = Registered();
        fake.Intercept = async context =>
        {
            int number = Interlocked.Increment(ref requests);
            if (number > failures)
            {
                return false;
            }

            context.Response.StatusCode = status;
            await fail(context, number);
            return true;
        };
        return ReplayServer.StartAsync(fake.AnswerAsync);
    }
}
