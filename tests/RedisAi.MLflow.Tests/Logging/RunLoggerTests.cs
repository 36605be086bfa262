using System.Text.Json.Nodes;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Logging;

/// <summary>What is logged to a run arrives as MLflow takes it.</summary>
public sealed class RunLoggerTests
{
    [Fact]
    public async Task A_run_is_begun_in_an_experiment_by_its_name_and_ended_as_it_should_be()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        await using (RunLogger run = await test.Client.StartRunAsync(new RunOptions { ExperimentName = "bench", RunName = "first", Tags = { ["host"] = "me" } }))
        {
            Assert.Equal(("r1", "7"), (run.RunId, run.ExperimentId));
            run.LogParameter("batch", "8");
            run.LogMetric("latency/p50", 1.5, step: 3);
            run.SetTag("kind", "bench");
            await run.EndAsync();
        }

        Assert.Equal(["get-by-name", "create", "log-batch", "update"], runs.Calls);
        Assert.Equal("""{"experiment_id":"7","run_name":"first","start_time":1767225600000,"tags":[{"key":"host","value":"me"}]}""", runs.Bodies[1]!.ToJsonString());
        Assert.Equal(
            """{"run_id":"r1","metrics":[{"key":"latency/p50","value":1.5,"timestamp":1767225600000,"step":3}],"params":[{"key":"batch","value":"8"}],"tags":[{"key":"kind","value":"bench"}]}""",
            runs.Bodies[2]!.ToJsonString());
        Assert.Equal("""{"run_id":"r1","status":"FINISHED","end_time":1767225600000}""", runs.Bodies[3]!.ToJsonString());
    }

    [Fact]
    public async Task An_experiment_that_is_not_there_is_made()
    {
        RunServer runs = new() { HasExperiment = false };
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        await using RunLogger run = await test.Client.StartRunAsync(new RunOptions { ExperimentName = "new" });
        await run.EndAsync(RunStatus.Killed);

        Assert.Equal(["get-by-name", "experiments/create", "create", "update"], runs.Calls);
        Assert.Equal("KILLED", (string?)runs.Bodies[^1]!["status"]);
    }

    [Fact]
    public async Task A_run_that_nobody_ended_has_failed()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        await using (RunLogger run = await test.Client.StartRunAsync(new RunOptions { ExperimentId = "1" }))
        {
            run.LogMetric("a", 1);
        }

        Assert.Equal(["create", "log-batch", "update"], runs.Calls);
        Assert.Equal("FAILED", (string?)runs.Bodies[^1]!["status"]);
    }

    [Fact]
    public async Task A_run_of_somebody_else_is_not_ended()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        await using (RunLogger run = await test.Client.ContinueRunAsync("r1"))
        {
            run.LogMetric("a", 1);
        }

        Assert.Equal(["get", "log-batch"], runs.Calls);
    }

    [Fact]
    public async Task Numbers_that_json_does_not_have_are_texts()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        run.LogMetric("a", double.NaN, timestamp: DateTimeOffset.FromUnixTimeMilliseconds(5));
        run.LogMetric("a", double.PositiveInfinity);
        run.LogMetric("a", double.NegativeInfinity);
        run.LogMetric("a", 1e300);
        await run.FlushAsync();

        JsonArray metrics = runs.Bodies[^1]!["metrics"]!.AsArray();
        Assert.Equal(["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "1E+300"], metrics.Select(static metric => metric!["value"]!.ToJsonString()));
        Assert.Equal(5, (long)metrics[0]!["timestamp"]!);
    }

    [Fact]
    public async Task Much_is_sent_in_as_many_requests_as_the_limits_ask_for()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");
        for (int i = 0; i < 2500; i++)
        {
            run.LogMetric("loss", i, step: i);
        }

        for (int i = 0; i < 150; i++)
        {
            run.LogParameter($"p{i}", new string('"', 6000));
            run.SetTag($"t{i}", "x");
        }

        await run.FlushAsync();

        JsonNode[] batches = [.. runs.Bodies.Where(static body => body?["run_id"] is not null).OfType<JsonNode>()];
        Assert.All(batches, static batch => Assert.True(Count(batch, "metrics") <= 1000 && Count(batch, "params") <= 100 && Count(batch, "tags") <= 100));
        Assert.All(batches, static batch => Assert.InRange(Count(batch, "metrics") + Count(batch, "params") + Count(batch, "tags"), 1, 1000));
        Assert.All(server.Seen, static seen => Assert.InRange(seen.Body.Length, 0, 1_000_000));
        Assert.Equal((2500, 150, 150), (batches.Sum(static batch => Count(batch, "metrics")), batches.Sum(static batch => Count(batch, "params")), batches.Sum(static batch => Count(batch, "tags"))));
        Assert.Equal(
            Enumerable.Range(0, 2500).Select(static i => (long)i),
            batches.SelectMany(static batch => batch["metrics"]?.AsArray() ?? []).Select(static metric => (long)metric!["step"]!));
    }

    [Fact]
    public async Task What_could_not_be_sent_goes_with_the_next_flush()
    {
        RunServer runs = new() { Status = 503 };
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.MaxRetries = 1);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");
        run.LogMetric("a", 1);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => run.FlushAsync());
        runs.Status = 200;
        run.LogMetric("a", 2);
        await run.FlushAsync();

        Assert.True(error.IsTransient);
        Assert.Equal([1.0, 2.0], runs.Bodies[^1]!["metrics"]!.AsArray().Select(static metric => (double)metric!["value"]!));
    }

    [Fact]
    public async Task What_the_server_refuses_is_dropped_with_its_request()
    {
        RunServer runs = new() { Status = 400 };
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");
        run.LogParameter("batch", "9");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => run.FlushAsync());
        int calls = runs.Calls.Length;
        await run.FlushAsync();

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Equal(calls, runs.Calls.Length);
    }

    [Fact]
    public async Task Files_are_stored_through_the_server()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["chart.bin"], [1, 2, 3]);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        await run.LogTextAsync("hello\n", "report/sum mary.txt");
        await run.LogArtifactAsync(folder["chart.bin"]);
        await run.LogArtifactAsync(folder["chart.bin"], "charts/a.bin");

        SeenRequest[] puts = [.. server.Seen.Where(static seen => seen.Method == "PUT")];
        const string Root = "/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts";
        Assert.Equal([$"{Root}/report/sum%20mary.txt", $"{Root}/chart.bin", $"{Root}/charts/a.bin"], puts.Select(static put => put.Path));
        Assert.Equal("hello\n"u8.ToArray(), puts[0].Body);
        Assert.Equal([1, 2, 3], puts[1].Body);
    }

    [Fact]
    public async Task A_file_goes_again_when_the_server_was_busy()
    {
        RunServer runs = new() { PutFailures = 2 };
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        await run.LogTextAsync("hello", "a.txt");

        Assert.Equal(3, server.Seen.Count(static seen => seen.Method == "PUT" && seen.Body.AsSpan().SequenceEqual("hello"u8)));
    }

    [Theory]
    [InlineData("../a.txt", "INVALID_PARAMETER_VALUE")]
    [InlineData("/", "INVALID_PARAMETER_VALUE")]
    public async Task A_path_out_of_the_runs_folder_is_refused(string path, string code)
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => run.LogTextAsync("x", path));

        Assert.Equal(code, error.ErrorCode);
    }

    [Fact]
    public async Task A_server_that_takes_no_files_is_an_error_that_says_how_to_start_it()
    {
        RunServer runs = new() { ArtifactUri = "/srv/store/1/r1/artifacts" };
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => run.LogTextAsync("x", "a.txt"));

        Assert.Equal("FEATURE_DISABLED", error.ErrorCode);
        Assert.Contains("--serve-artifacts", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a?b", "which MLflow does not take")]
    [InlineData("a/../b", "is no path")]
    [InlineData("/a", "is no path")]
    public async Task Names_that_mlflow_does_not_take_are_refused_where_they_are_logged(string key, string reason)
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        await using RunLogger run = await test.Client.ContinueRunAsync("r1");

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => run.LogMetric(key, 1)).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => run.LogParameter(key, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => run.LogMetric(new string('a', 251), 1));
        Assert.Throws<ArgumentException>(() => run.LogParameter("a", new string('x', 6001)));
        Assert.Throws<ArgumentException>(() => run.SetTag("a", new string('x', 8001)));
    }

    private static int Count(JsonNode batch, string field) => batch[field]?.AsArray().Count ?? 0;
}
