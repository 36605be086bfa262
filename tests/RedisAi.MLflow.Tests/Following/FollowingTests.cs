using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Flavours;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Following;

/// <summary>Models of a host that follow an alias of a registry.</summary>
public sealed class FollowingTests
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_of_an_alias_serves_when_the_host_is_ready()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();

        Assert.Equal(1, await test.AskAsync());
        HealthReportEntry health = await test.HealthAsync();
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal("loaded", health.Data["times.status"]);
        Assert.Equal("1", test.Models.GetInfo(FollowerUnderTest.Key).Metadata["mlflow.model_version"]);
    }

    [Fact]
    public async Task Alias_that_moves_brings_the_new_version_at_the_next_refresh()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync(s_refresh);
        test.Register(2);
        test.Move(2);

        await Eventually.HoldsAsync(
            () =>
            {
                // Again and again, since when the follower waits again is its own affair.
                test.Time.Advance(s_refresh);
                return test.Models.GetInfo(FollowerUnderTest.Key).Version == 2;
            },
            "the new version");

        Assert.Equal(2, await test.AskAsync());
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
    }

    [Fact]
    public async Task Version_of_another_library_is_imported_when_the_alias_moves_to_it()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        test.RegisterImported(2, FakeImporter.FileOf("mlp"));
        test.RegisterImported(3, FakeImporter.FileOf(""));
        await test.StartAsync(more: static ai => ai.Services.AddSingleton<IModelImporter>(new FakeImporter()));
        test.Move(2);

        await test.RefreshAsync();
        ModelInfo imported = test.Models.GetInfo(FollowerUnderTest.Key);
        test.Move(3);
        ModelLoadException refused = await Assert.ThrowsAsync<ModelLoadException>(test.RefreshAsync);

        Assert.Equal((2, "ONNX", "xgboost"), (imported.Version, imported.Backend, imported.Metadata["mlflow.flavor"]));
        Assert.Contains("could not be imported from Fake. It has no name.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, test.Models.GetInfo(FollowerUnderTest.Key).Version);
    }

    [Fact]
    public async Task Alias_that_moves_under_load_loses_no_call_and_each_is_answered_by_one_version()
    {
        const int Moves = 8;
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        for (int version = 2; version <= Moves; version++)
        {
            test.Register(version);
        }

        using CancellationTokenSource done = new();
        Task<float[]>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            List<float> answers = [];
            while (!done.IsCancellationRequested)
            {
                answers.Add(await test.AskAsync());
            }

            return answers.ToArray();
        }))];
        for (int version = 2; version <= Moves; version++)
        {
            test.Move(version);
            await test.RefreshAsync();
            Assert.Equal(version, await test.AskAsync());
        }

        await done.CancelAsync();
        float[][] all = await Task.WhenAll(callers);

        // One caller sees the versions in their order, and nothing else.
        Assert.All(all, static answers =>
        {
            Assert.Equal(answers.Order(), answers);
            Assert.All(answers, static answer => Assert.Contains(answer, Enumerable.Range(1, Moves).Select(static version => (float)version)));
        });
        Assert.NotEmpty(all.SelectMany(static answers => answers));
    }

    [Fact]
    public async Task Session_settings_of_a_version_are_gone_with_the_next_one_and_those_of_the_application_stay()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        test.Register(2, settings: "    onnx_session_options: {intra_op_num_threads: 2, graph_optimization_level: 1}\n");
        test.Register(3);
        test.Move(2);
        await test.StartAsync(configure: static options => options.ConfigureModel(static model => model.MaxWait = TimeSpan.FromSeconds(3)));
        ModelOptions second = test.Models.GetOptions(FollowerUnderTest.Key);

        test.Move(3);
        await test.RefreshAsync();
        ModelOptions third = test.Models.GetOptions(FollowerUnderTest.Key);

        Assert.Equal((2, OnnxGraphOptimization.Basic), (second.Threads, second.GetBackendOptions<OnnxModelOptions>().GraphOptimization));
        Assert.Equal((null, OnnxGraphOptimization.All), (third.Threads, third.GetBackendOptions<OnnxModelOptions>().GraphOptimization));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), (second.MaxWait, third.MaxWait));
    }

    [Fact]
    public async Task Deployment_in_the_place_of_a_followed_version_has_what_the_application_set_and_not_what_the_version_said()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        test.Register(2, settings: "    onnx_session_options: {intra_op_num_threads: 2, graph_optimization_level: 1}\n");
        test.Move(2);
        IHost host = await test.StartAsync(configure: static options => options.ConfigureModel(static model => model.Threads = 4));

        await host.Services.GetRequiredService<MlflowDeployments>().UpdateAsync(FollowerUnderTest.Key, "models:/times/1", cancellationToken: Token);

        ModelOptions options = test.Models.GetOptions(FollowerUnderTest.Key);
        Assert.Equal((4, OnnxGraphOptimization.All), (options.Threads, options.GetBackendOptions<OnnxModelOptions>().GraphOptimization));
    }

    [Fact]
    public async Task Version_that_fails_its_example_is_refused_and_the_old_one_stays_with_the_reason_in_health()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        test.Register(2, width: 2, example: """{"inputs":{"x":[[1]]}}""");
        test.Move(2);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);

        Assert.Contains("fails on the example that it was logged with", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await test.AskAsync());
        HealthReportEntry health = await test.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Equal($"1 models, scripts and plans are loaded. times: {error.Message}", health.Description);
        Assert.Equal(error.Message, health.Data["times.concern"]);
        Assert.Equal("loaded", health.Data["times.status"]);
        Assert.Single(test.Log.Entries, static entry => entry.Id == 531);
    }

    [Fact]
    public async Task Version_that_was_refused_is_not_fetched_again_and_forgotten_when_the_alias_moves_back()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync(s_refresh);
        test.Register(2, width: 2, example: """{"inputs":{"x":[[1]]}}""");
        test.Move(2);
        await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);
        int fetches = test.FetchesOf("2");
        int asked = test.AliasLookups;

        await Eventually.HoldsAsync(
            () =>
            {
                test.Time.Advance(s_refresh);
                return test.AliasLookups > asked + 3;
            },
            "several refreshes");

        Assert.True(fetches > 0);
        Assert.Equal(fetches, test.FetchesOf("2"));
        Assert.Equal(HealthStatus.Degraded, (await test.HealthAsync()).Status);
        Assert.Single(test.Log.Entries, static entry => entry.Id == 531);

        test.Move(1);
        await test.RefreshAsync();
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
        Assert.Single(test.Log.Entries, static entry => entry.Id == 532);
    }

    [Fact]
    public async Task Version_that_was_refused_is_tried_again_when_somebody_asks()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        test.Register(2);
        test.Move(2);
        byte[] model = test.Mlflow.Files["1/models/m-2/artifacts/model.onnx"];
        test.Mlflow.Files["1/models/m-2/artifacts/model.onnx"] = [1, 2, 3];
        await Assert.ThrowsAnyAsync<RedisAiException>(test.RefreshAsync);

        test.Mlflow.Files["1/models/m-2/artifacts/model.onnx"] = model;
        test.ForgetCache();
        await test.RefreshAsync();

        Assert.Equal(2, await test.AskAsync());
    }

    [Fact]
    public async Task Registry_that_refuses_a_question_is_a_concern_until_it_answers_again()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();

        test.Break();
        await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);
        HealthReportEntry broken = await test.HealthAsync();
        test.Break(null);
        await test.RefreshAsync();

        Assert.Equal(HealthStatus.Degraded, broken.Status);
        Assert.Contains("Closed today.", broken.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
        Assert.Equal(1, await test.AskAsync());
    }

    [Fact]
    public async Task Alias_that_is_deleted_leaves_what_serves()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        test.Mlflow.Aliases.Clear();

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);

        Assert.Equal(1, await test.AskAsync());
        Assert.Equal(error.Message, (await test.HealthAsync()).Data["times.concern"]);
    }

    [Fact]
    public async Task Registry_that_is_down_at_start_lets_the_version_serve_that_was_good_last()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        test.Register(2);
        test.Move(2);
        await test.RefreshAsync();

        test.Break();
        await test.StartAsync();

        Assert.Equal(2, await test.AskAsync());
        HealthReportEntry health = await test.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("Closed today.", health.Description, StringComparison.Ordinal);
        Assert.Single(test.Log.Entries, static entry => entry.Id == 533);

        test.Break(null);
        await test.RefreshAsync();
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
        Assert.Equal(1, test.Models.GetInfo(FollowerUnderTest.Key).Version);
    }

    [Fact]
    public async Task Registry_that_does_not_answer_at_start_is_waited_for_as_long_as_was_said()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        using SemaphoreSlim asked = new(0);
        test.Break(async context =>
        {
            asked.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        });

        Task<IHost> start = test.StartAsync(configure: static options => options.StartTimeout = TimeSpan.FromSeconds(3));
        await Eventually.EndsAsync(asked.WaitAsync(Token));
        Assert.False(start.IsCompleted);
        test.Time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.EndsAsync(start);

        Assert.Equal(1, await test.AskAsync());
        Assert.Contains("could not be fetched within 3 s, the StartTimeout", (await test.HealthAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_that_is_refused_at_start_lets_the_one_serve_that_was_good_last()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        test.Register(2, width: 2, example: """{"inputs":{"x":[[1]]}}""");
        test.Move(2);

        await test.StartAsync();

        Assert.Equal(1, await test.AskAsync());
        Assert.Equal(HealthStatus.Degraded, (await test.HealthAsync()).Status);
    }

    [Fact]
    public async Task Model_that_cannot_be_had_at_all_is_one_that_failed_to_load_and_heals_when_it_can()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        test.Break();
        await test.StartAsync(s_refresh);
        HealthReportEntry broken = await test.HealthAsync();
        await Assert.ThrowsAsync<ModelNotFoundException>(test.AskAsync);

        test.Break(null);
        await test.RefreshAsync();

        Assert.Equal((HealthStatus.Unhealthy, "failed"), (broken.Status, broken.Data["times.status"]));
        Assert.Equal(1, await test.AskAsync());
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
    }

    [Fact]
    public async Task Model_that_was_deleted_comes_back_at_the_next_refresh()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync();
        await test.Models.DeleteAsync(FollowerUnderTest.Key, Token);

        await test.RefreshAsync();

        Assert.Equal(1, await test.AskAsync());
    }

    [Fact]
    public async Task Model_that_is_added_after_it_under_the_same_key_takes_its_place_as_in_tests()
    {
        await using FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        test.Break();

        await test.StartAsync(s_refresh, more: static ai => ai.AddModel(
            FollowerUnderTest.Key, ModelSource.FromFunction(["x"], ["y"], static _ => [AiTensor.Create<float>([1, 1], [42f])])));

        Assert.Equal(42, await test.AskAsync());
        await Assert.ThrowsAsync<ArgumentException>(test.RefreshAsync);
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_at_once()
    {
        RedisAiBuilder ai = new ServiceCollection().AddRedisAi();

        Assert.Throws<MlflowException>(() => ai.AddMlflowModel("m", "models:/"));
        Assert.Equal("refresh must be more than nothing and at most a day, but is 00:00:00. (Parameter 'refresh')", Refusal(TimeSpan.Zero));
        Assert.Equal("Canary needs a refresh: only then is it looked how the new version does. (Parameter 'refresh')", Refusal(null, static o => o.Canary = new MlflowCanaryOptions()));
        Assert.Equal("The canary's Share must be more than 0 and at most 1, but is 2. (Parameter 'Share')", Refusal(s_refresh, static o => o.Canary = new MlflowCanaryOptions { Share = 2 }));
        Assert.Equal("The canary's MaxErrorRate must be 0 to 1, but is NaN. (Parameter 'MaxErrorRate')", Refusal(s_refresh, static o => o.Canary = new MlflowCanaryOptions { MaxErrorRate = double.NaN }));
        Assert.Throws<ArgumentException>(() => ai.AddMlflowModel("m", "models:/m/1", configure: static o => o.ConfigureModel(static model => model.Threads = -1)));

        string Refusal(TimeSpan? refresh, Action<MlflowModelOptions>? configure = null) =>
            Assert.Throws<ArgumentException>(() => ai.AddMlflowModel("m", "models:/m/1", refresh, configure)).Message;
    }
}
