using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Folders;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>What a folder says of its session goes with the folder; what code and callers have set stays.</summary>
public sealed class FolderSettingsTests
{
    private const string Denormals = "session.set_denormal_as_zero";
    private const string Prepacking = "session.disable_prepacking";

    private const string Settings = $"""
            onnx_session_options:
              execution_mode: parallel
              inter_op_num_threads: 3
              intra_op_num_threads: 2
              graph_optimization_level: 1
              extra_session_config:
                {Denormals}: '1'

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_of_a_folder_are_gone_with_the_next_one_and_those_of_the_caller_stay()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic", Settings);
        using ModelFolder second = ModelFolder.WithOnnx("add_dynamic");

        await test.Deployments.CreateAsync("m", first.Path, config: Config(("batchsize", "8"), ("tag", "v1")), cancellationToken: Token);
        ModelOptions before = test.Engine.Models.GetOptions("m");
        MlflowDeployment updated = await test.Deployments.UpdateAsync("m", second.Path, cancellationToken: Token);

        AssertRuns(before, threads: 2, OnnxGraphOptimization.Basic, nodes: 3, Denormals);
        AssertRuns(test.Engine.Models.GetOptions("m"), threads: null, OnnxGraphOptimization.All, nodes: 1);
        Assert.Equal(("v1", 8), (updated.Tag, updated.BatchSize));
        Assert.Equal(Answer, await test.PredictAsync("m"));
    }

    [Fact]
    public async Task Settings_of_a_folder_stay_with_it_when_only_those_of_the_caller_change()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", Settings);
        using ModelFolder next = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", folder.Path, cancellationToken: Token);

        await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "8")), cancellationToken: Token);
        ModelOptions same = test.Engine.Models.GetOptions("m");
        await test.Deployments.UpdateAsync("m", next.Path, cancellationToken: Token);

        AssertRuns(same, threads: 2, OnnxGraphOptimization.Basic, nodes: 3, Denormals);
        AssertRuns(test.Engine.Models.GetOptions("m"), threads: null, OnnxGraphOptimization.All, nodes: 1);
    }

    [Fact]
    public async Task What_code_has_set_is_there_again_when_the_folder_that_was_put_over_it_has_gone()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic", Settings);
        using ModelFolder second = ModelFolder.WithOnnx("add_dynamic");
        ModelOptions options = new() { Threads = 4, MaxWait = TimeSpan.FromSeconds(3) };
        options.ConfigureOnnx(static onnx =>
        {
            (onnx.GraphOptimization, onnx.MemoryArena) = (OnnxGraphOptimization.Extended, false);
            onnx.ConfigEntries[Denormals] = "0";
            onnx.ConfigEntries[Prepacking] = "1";
        });
        await test.Engine.Models.StoreAsync("m", ModelSource.FromFile(first["model.onnx"]), options, Token);

        await test.Deployments.UpdateAsync("m", first.Path, cancellationToken: Token);
        ModelOptions over = test.Engine.Models.GetOptions("m");
        await test.Deployments.UpdateAsync("m", second.Path, cancellationToken: Token);
        ModelOptions after = test.Engine.Models.GetOptions("m");

        AssertRuns(over, threads: 2, OnnxGraphOptimization.Basic, nodes: 3, Denormals, Prepacking);
        Assert.Equal("1", over.GetBackendOptions<OnnxModelOptions>().ConfigEntries[Denormals]);
        AssertRuns(after, threads: 4, OnnxGraphOptimization.Extended, nodes: 1, Denormals, Prepacking);
        Assert.Equal("0", after.GetBackendOptions<OnnxModelOptions>().ConfigEntries[Denormals]);
        Assert.False(after.GetBackendOptions<OnnxModelOptions>().MemoryArena);
        Assert.Equal(TimeSpan.FromSeconds(3), after.MaxWait);
    }

    [Fact]
    public async Task What_code_has_set_since_stays_when_the_folder_goes()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic", Settings);
        using ModelFolder second = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", first.Path, cancellationToken: Token);
        ModelOptions options = test.Engine.Models.GetOptions("m");
        options.Threads = 5;
        options.ConfigureOnnx(static onnx => onnx.InterOpThreads = 4);
        await test.Engine.Models.StoreAsync("m", ModelSource.FromFile(first["model.onnx"]), options, Token);

        await test.Deployments.UpdateAsync("m", second.Path, cancellationToken: Token);

        AssertRuns(test.Engine.Models.GetOptions("m"), threads: 5, OnnxGraphOptimization.All, nodes: 4);
    }

    [Fact]
    public async Task Settings_of_a_folder_give_way_to_those_of_the_next_one_that_has_others()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic", Settings);
        using ModelFolder second = ModelFolder.WithOnnx("add_dynamic", $"    onnx_session_options: {{graph_optimization_level: 2, extra_session_config: {{{Prepacking}: '1'}}}}\n");
        using ModelFolder third = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", first.Path, cancellationToken: Token);

        await test.Deployments.UpdateAsync("m", second.Path, cancellationToken: Token);
        ModelOptions over = test.Engine.Models.GetOptions("m");
        await test.Deployments.UpdateAsync("m", third.Path, cancellationToken: Token);

        AssertRuns(over, threads: null, OnnxGraphOptimization.Extended, nodes: 1, Prepacking);
        AssertRuns(test.Engine.Models.GetOptions("m"), threads: null, OnnxGraphOptimization.All, nodes: 1);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"given":7,"beneath":{}}""")]
    [InlineData("""{"given":{"threads":1e99},"beneath":{}}""")]
    [InlineData("""{"given":{"threads":2,"backend":"onnx","options":[]},"beneath":{}}""")]
    public async Task Note_that_somebody_else_wrote_is_passed_over(string note)
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        ModelOptions options = new() { Threads = 4, Metadata = { ["mlflow.folder_settings"] = note } };
        await test.Engine.Models.StoreAsync("m", ModelSource.FromFile(folder["model.onnx"]), options, Token);

        await test.Deployments.UpdateAsync("m", folder.Path, cancellationToken: Token);

        Assert.Equal(4, test.Engine.Models.GetOptions("m").Threads);
        Assert.DoesNotContain("mlflow.folder_settings", test.Engine.Models.GetInfo("m").Metadata.Keys);
    }

    private static void AssertRuns(ModelOptions options, int? threads, OnnxGraphOptimization optimization, int nodes, params string[] entries)
    {
        OnnxModelOptions onnx = options.GetBackendOptions<OnnxModelOptions>();
        Assert.Equal((threads, optimization, nodes), (options.Threads, onnx.GraphOptimization, onnx.InterOpThreads));
        Assert.Equal(entries.Order(StringComparer.Ordinal), onnx.ConfigEntries.Keys.Order(StringComparer.Ordinal));
    }
}
