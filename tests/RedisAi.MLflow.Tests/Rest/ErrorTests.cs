using Microsoft.AspNetCore.Http;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Rest;

/// <summary>What errors say, whoever has written the answer.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData(404, "application/json", """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such thing", "sqlstate": "KAM00"}""", "RESOURCE_DOES_NOT_EXIST", "No such thing")]
    [InlineData(400, "application/json", """{"detail": "It is a folder"}""", "BAD_REQUEST", "It is a folder")]
    [InlineData(400, "application/json", """{"detail": [{"loc": ["x"]}]}""", "BAD_REQUEST", "without a reason")]
    [InlineData(400, "application/json", """{"error_code": 5}""", "BAD_REQUEST", "error_code")]
    [InlineData(404, "text/html", "<!doctype html>\n<title>404 Not &amp; Found</title>\n<h1>x</h1>", "ENDPOINT_NOT_FOUND", "404 Not & Found")]
    [InlineData(405, "text/html", "<!doctype html>", "ENDPOINT_NOT_FOUND", "a page of HTML")]
    [InlineData(403, "text/html", "Permission denied", "PERMISSION_DENIED", "Permission denied")]
    [InlineData(403, "text/plain", "Invalid Host header - possible DNS rebinding attack detected", "PERMISSION_DENIED", "start it with --allowed-hosts")]
    [InlineData(409, "text/plain", "", "RESOURCE_ALREADY_EXISTS", "with 409 (RESOURCE_ALREADY_EXISTS).")]
    [InlineData(413, "text/plain", "", "RESOURCE_LIMIT_EXCEEDED", "with 413")]
    [InlineData(501, "text/plain", "", "NOT_IMPLEMENTED", "with 501")]
    [InlineData(418, "text/plain", "tea\r\npot", "BAD_REQUEST", "tea  pot")]
    public async Task An_answer_of_any_form_becomes_an_error_with_code_status_and_reason(int status, string type, string body, string code, string reason)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(context => Answers.TextAsync(context, body, status, type));
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal((code, status), (error.ErrorCode, (int)error.HttpStatus!));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains($"The server at {server.Address} answers GET /api/2.0/mlflow/model-versions/get with {status}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("text/html", "<html>Sign in</html>", "it is text/html. Is that an MLflow server")]
    [InlineData("application/json", "{\"model_version\": ", "cannot be understood")]
    [InlineData("application/json", "null", "it is null")]
    [InlineData("application/json", "[]", "cannot be understood")]
    [InlineData("application/json", "{\"model_version\": {\"version\": [1]}}", "cannot be understood")]
    [InlineData("application/json", "{}", "lacks 'model_version'")]
    public async Task A_success_that_cannot_be_understood_is_an_error_that_says_so(string type, string body, string reason)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(context => Answers.TextAsync(context, body, type: type));
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal("INTERNAL_ERROR", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_the_end()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(static async context =>
        {
            byte[] blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(blanks, context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // The client has had enough.
            }
        });
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal("RESOURCE_LIMIT_EXCEEDED", error.ErrorCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_is_given_up_after_the_time_for_an_answer(bool hasBegun)
    {
        ManualTimeProvider time = new();
        TaskCompletionSource hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReplayServer server = await ReplayServer.StartAsync(async context =>
        {
            if (hasBegun)
            {
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
            }

            hangs.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        using ClientUnderTest test = new(server.Address, static options => (options.MaxRetries, options.Timeout) = (0, TimeSpan.FromSeconds(9)), time);
        Task<ResolvedModel> call = test.Client.ResolveAsync("models:/iris/1");
        await Eventually.EndsAsync(hangs.Task);

        // When the head has come, the time begins anew.
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(9));
                return call.IsCompleted;
            },
            "the call is given up");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => call);
        Assert.True(error.IsTransient);
        Assert.Contains("does not answer GET /api/2.0/mlflow/model-versions/get for 9 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_do_not_end_are_given_up()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(static context => context.Request.Path.Value!.EndsWith("get-latest-versions", StringComparison.Ordinal)
            ? Answers.UnknownRouteAsync(context)
            : Answers.TextAsync(context, """{"model_versions": [null], "next_page_token": "again"}""", type: "application/json"));
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/latest"));

        Assert.Contains("gives the same page over and over", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Seen.Count);
    }
}
