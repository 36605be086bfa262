using RedisAi.Batching;
using RedisAi.Conformance;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Which models' calls share runs: what they declare and what running them shows.</summary>
public sealed class MergeDecisionTests
{
    private const string Unnamed = "its inputs and outputs share no dimension of one name";

    private static readonly ModelOptions s_sileroOptions = new() { SharedInputs = { "sr" }, States = { new ModelState("state", "stateN") { BatchAxis = 1 } } };

    /// <summary>What is right of each, known from how it was exported; under <see cref="BatchingMode.On"/> all of them can be merged.</summary>
    /// <remarks>Exporters of scikit-learn, XGBoost, LightGBM and Spark give no name to the batch, that of TensorFlow another one each time.</remarks>
    private static readonly Dictionary<string, bool> s_fixtures = new()
    {
        ["lightgbm-booster-text"] = false,
        ["lightgbm-multiclass"] = false,
        ["lightgbm-regressor"] = false,
        ["sklearn-forest"] = false,
        ["sklearn-pipeline"] = false,
        ["sklearn-ridge"] = false,
        ["sklearn-svc"] = false,
        ["sklearn-table"] = false,
        ["spark-logreg"] = false,
        ["tf-digits-cnn"] = false,
        ["tf-lstm"] = false,
        ["tf-two-inputs"] = false,
        ["torch-digits-cnn"] = true,
        ["torch-gru-step"] = true,
        ["torch-mlp"] = true,
        ["torch-transformer-block"] = true,
        ["xgboost-booster-json"] = false,
        ["xgboost-multiclass"] = false,
        ["xgboost-regressor"] = false,
    };

    public static TheoryData<string> Fixtures => [.. FixtureCase.NamesWith("model.onnx").Where(s_fixtures.ContainsKey).DefaultIfEmpty("")];

    [Theory]
    [InlineData("add_dynamic", "N")]
    [InlineData("mlp", "N")]
    [InlineData("gru_step", "B")]
    [InlineData("two_outputs", "N")]
    [InlineData("multi_dtype", "N")]
    [InlineData("strings_label", "N")]
    [InlineData("identity_string", "N")]
    [InlineData("identity_bool", "N")]
    [InlineData("identity_bfloat16", "N")]
    [InlineData("batch_on_axis_1", "batch")]
    [InlineData("shared_weights", "batch")]
    public async Task Model_of_independent_rows_is_merged(string name, string dimension)
    {
        BatchingInfo info = await InfoAsync(name);

        Assert.Equal(
            new BatchingInfo(true, $"rows are along the dimension '{dimension}'; the probe has confirmed it: 8 rows gave the same answers alone, together and in another order"), info);
    }

    [Theory]
    [InlineData("sum_rows")]
    [InlineData("mean_rows")]
    [InlineData("max_rows")]
    [InlineData("softmax_rows")]
    [InlineData("cumsum_rows")]
    [InlineData("roll_rows")]
    [InlineData("numbered_rows")]
    [InlineData("branch_rows")]
    [InlineData("quantized_rows")]
    public async Task Model_whose_rows_depend_on_each_other_is_not(string name)
    {
        BatchingInfo info = await InfoAsync(name);

        Assert.False(info.IsMerged);
        Assert.Contains("but the probe has refuted it: the output 'y' of a row is not the same among", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_that_takes_one_row_whatever_it_declares_is_not_merged()
    {
        BatchingInfo info = await InfoAsync("one_row_inside");

        Assert.False(info.IsMerged);
        Assert.Contains("2 rows cannot be run together, though each can alone: ONNX failed with code", info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unnamed_dims", Unnamed)]
    [InlineData("unknown_rank", Unnamed)]
    [InlineData("wrong_declared_shape", Unnamed)]
    [InlineData("nonzero", Unnamed)]
    [InlineData("strings_upper", Unnamed)]
    [InlineData("fixed_batch", "the input 'x' is declared as Float32[1,4]: axis 0, where its rows would be, always has the length 1")]
    [InlineData("add16", "the input 'a' is declared as Float32[16]: axis 0, where its rows would be, always has the length 16")]
    [InlineData("identity_scalar_int64", "no input has rows")]
    [InlineData("wrong_symbol", "rows are along the dimension 'N'; but the probe has refuted it: the output 'idx'")]
    public async Task Model_that_does_not_say_where_its_rows_are_is_not_merged(string name, string reason)
    {
        BatchingInfo info = await InfoAsync(name);

        Assert.False(info.IsMerged);
        Assert.StartsWith(reason, info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unnamed_dims", "has confirmed it")]
    [InlineData("wrong_declared_shape", "has confirmed it")]
    [InlineData("strings_upper", "has confirmed it")]
    [InlineData("unknown_rank", "could not tell")]
    [InlineData("nonzero", "has refuted it")]
    [InlineData("sum_rows", "has refuted it")]
    public async Task On_merges_all_the_same_and_says_what_was_found(string name, string verdict)
    {
        BatchingInfo info = await InfoAsync(name, new ModelOptions { Batching = { Mode = BatchingMode.On } });

        Assert.True(info.IsMerged);
        Assert.Contains($"; the probe {verdict}: ", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fixed_batch_is_not_merged_even_then()
    {
        BatchingInfo info = await InfoAsync("fixed_batch", new ModelOptions { Batching = { Mode = BatchingMode.On } });

        Assert.False(info.IsMerged);
    }

    [Fact]
    public async Task State_is_probed_as_well()
    {
        BatchingInfo info = await InfoAsync("gru_step", new ModelOptions { States = { new ModelState("h", "hN") } });

        Assert.True(info.IsMerged);
    }

    [Fact]
    public async Task Silero_is_merged_with_its_state_on_axis_1_and_its_rate_shared()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(Silero(), s_sileroOptions);

        BatchingInfo info = ai.Models.GetInfo("m").Batching;

        Assert.True(info.IsMerged, info.Reason);
        Assert.Contains("the probe has confirmed it", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_branches_of_Silero_are_tried()
    {
        // It has a network for each of two sampling rates, 16 kHz and another.
        using OnnxBackend backend = new();
        using IModelSession session = backend.Load(await Silero().OpenAsync(TestContext.Current.CancellationToken), new ModelOptions { Threads = 1 }, TestContext.Current.CancellationToken);
        using RecordingExecution execution = new(session.CreateExecution());
        RowLayout layout = RowLayoutFinder.Find(session.Signature, s_sileroOptions.Merging, session.DeclaresRows, out _)!;

        ProbeVerdict verdict = new IndependenceProbe(session, execution, layout, s_sileroOptions.Merging, TimeProvider.System, TestContext.Current.CancellationToken).Run();

        Assert.Equal(ProbeOutcome.Confirmed, verdict.Outcome);
        Assert.Contains((1, 2), execution.Succeeded);
        Assert.Contains((16_000, 2), execution.Succeeded);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Real_model_is_merged_where_it_names_its_batch(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        ModelSource source = ModelSource.FromFile(FixtureCase.Load(name, "model.onnx").ModelPath);

        BatchingInfo auto = await InfoAsync(source);
        BatchingInfo on = await InfoAsync(source, new ModelOptions { Batching = { Mode = BatchingMode.On } });

        Assert.Equal(s_fixtures[name], auto.IsMerged);
        Assert.True(on.IsMerged);

        // The one input of texts has categories of which nobody outside knows; all others can be probed, and their rows are independent.
        Assert.Contains(name == "spark-logreg" ? "the probe could not tell" : "the probe has confirmed it", on.Reason, StringComparison.Ordinal);
    }

    private static ModelSource Silero() => ModelSource.FromFile(FetchedModels.RequireSilero());

    private static Task<BatchingInfo> InfoAsync(string name, ModelOptions? options = null) => InfoAsync(OnnxModels.Source(name), options);

    private static async Task<BatchingInfo> InfoAsync(ModelSource source, ModelOptions? options = null)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(source, options);
        return ai.Models.GetInfo("m").Batching;
    }

    /// <summary>Notes the sampling rate and the number of rows of each run that succeeds.</summary>
    private sealed class RecordingExecution(IModelExecution execution) : IModelExecution
    {
        public HashSet<(long Rate, long Rows)> Succeeded { get; } = [];

        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
        {
            execution.Execute(inputs, outputs);
            Succeeded.Add((inputs[2].AsSpan<long>()[0], inputs[0].Shape[0]));
        }

        public void Cancel() => execution.Cancel();

        public void ResetCancel() => execution.ResetCancel();

        public void Dispose() => execution.Dispose();
    }
}
