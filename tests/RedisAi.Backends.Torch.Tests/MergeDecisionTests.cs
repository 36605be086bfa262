using Microsoft.Extensions.Logging;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>TorchScript declares no shapes: calls share runs only when the application says so, and the probe then tells what it finds.</summary>
public sealed class MergeDecisionTests
{
    private const string Scripted = "scripted.pt";

    private static readonly TensorSpec s_mlpRows = new("input", TensorDataType.Float32, new ShapePattern([-1, 64], ["n", ""]));

    [Fact]
    public async Task Auto_does_not_merge()
    {
        BatchingInfo info = await InfoAsync(TorchModels.Source("mlp"), new ModelOptions());

        Assert.Equal(
            new BatchingInfo(false, "the model does not declare where a call has its rows; if they are independent, BatchingMode.On says so"), info);
    }

    [Fact]
    public async Task Auto_does_not_merge_what_the_options_declare_either()
    {
        BatchingInfo info = await InfoAsync(TorchModels.Source("mlp"), new ModelOptions(), s_mlpRows);

        Assert.False(info.IsMerged);
    }

    [Fact]
    public async Task On_merges_and_tells_that_nothing_could_be_tried_without_declared_inputs()
    {
        BatchingInfo info = await InfoAsync(TorchModels.Source("mlp"), On());

        Assert.True(info.IsMerged);
        Assert.Contains("the probe could not tell: the input 'input' is declared as any[...]", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_confirms_declared_inputs()
    {
        BatchingInfo info = await InfoAsync(TorchModels.Source("mlp"), On(), s_mlpRows);

        Assert.True(info.IsMerged);
        Assert.Contains("the probe has confirmed it: 8 rows", info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("stash")]
    public async Task On_contradicts_a_model_that_remembers(string name)
    {
        BatchingInfo info = await InfoAsync(TorchModels.Source(name), On(), new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 2])));

        Assert.True(info.IsMerged);
        Assert.Contains("the probe has refuted it", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_confirms_a_recurrent_step_whose_states_have_their_rows_on_different_axes()
    {
        ModelOptions options = On();
        options.States.Add(new ModelState("hidden", "output_1") { BatchAxis = 1 });
        options.States.Add(new ModelState("context", "output_2"));
        BatchingInfo info = await InfoAsync(
            TorchModels.Source("gru_step"),
            options,
            new TensorSpec("token", TensorDataType.Int64, new ShapePattern([-1])),
            new TensorSpec("hidden", TensorDataType.Float32, new ShapePattern([1, -1, 16])),
            new TensorSpec("context", TensorDataType.Float32, new ShapePattern([-1, 8])));

        Assert.True(info.IsMerged);
        Assert.Contains("the probe has confirmed it", info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchingMode.Auto, false)]
    [InlineData(BatchingMode.On, true)]
    public async Task Model_that_branches_on_the_sum_over_all_rows_is_not_merged_and_is_contradicted_when_it_is(BatchingMode mode, bool merged)
    {
        Assert.SkipUnless(FixtureCase.NamesWith(Scripted).Contains("torch-control-flow"), "REDISAI_FIXTURES does not name a folder with torch-control-flow.");
        RecordedLog logs = new(LogLevel.Warning);
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new TorchBackend()], TimeProvider.System, logs);
        ModelOptions options = new() { Batching = { Mode = mode, Axes = { ["all"] = 1 } } };
        options.ConfigureTorch(static torch => torch.Inputs.Add(new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 3]))));

        await ai.Models.StoreAsync("m", ModelSource.FromFile(FixtureCase.Load("torch-control-flow", Scripted).ModelPath), options);

        Assert.Equal(merged, ai.Models.GetInfo("m").Batching.IsMerged);
        Assert.Equal(
            merged ? ["Calls of model 'm' share runs, as BatchingMode.On says, but its rows are not independent: the output 'last' of a row is not the same among 2 rows as alone"] : [],
            logs.Texts);
    }

    private static ModelOptions On() => new() { Batching = { Mode = BatchingMode.On } };

    private static async Task<BatchingInfo> InfoAsync(ModelSource source, ModelOptions options, params TensorSpec[] inputs)
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        await ai.Models.StoreAsync("m", source, options.ConfigureTorch(torch => Array.ForEach(inputs, torch.Inputs.Add)));
        return ai.Models.GetInfo("m").Batching;
    }
}
