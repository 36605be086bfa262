using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Outputs that are [rows, 1] in the graph and [rows] for callers: the memory is the same.</summary>
public sealed class FlatOutputsTests
{
    [Fact]
    public async Task Signature_and_results_lack_the_last_axis_in_every_run()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs());

        // The first run of each number of rows lets the runtime allocate, the others are planned; 2,000 rows are more than is copied.
        foreach (int rows in (int[])[3, 3, 3, 1, 1, 0, 0, 2_000, 2_000, 3])
        {
            using AiTensor x = OnnxModels.Floats([rows, 1], [.. Enumerable.Range(0, rows).Select(static row => -(float)row)]);

            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal($"Float32[{rows}]", result[0].ToString());
            Assert.Equal(Enumerable.Range(0, rows).Select(static row => (float)row), result.ToArray<float>("y"));
        }

        Assert.Equal("(x Float32[rows,1]) -> (y Float32[rows])", ai.Models["m"].Signature.ToString());
    }

    [Fact]
    public async Task Run_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs());
        IModel model = ai.Models["m"];
        using AiTensor one = OnnxModels.Filled(-1, 1, 1);
        using AiTensor many = OnnxModels.Filled(-1, 64, 1);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            model.Run([one]).Dispose();
            model.Run([many]).Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Value_of_the_runtimes_is_kept_with_the_memory_in_the_graphs_shape()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs());
        TensorValue output = TensorValue.Allocate(TensorDataType.Float32, TensorShape.Create(64));
        TensorShape inGraph = FlatOutputs.InGraph(output.Shape);

        nint first = OnnxOutputs.ValueOver(in output, inGraph);
        nint second = OnnxOutputs.ValueOver(in output, inGraph);

        Assert.Equal(first, second);
        Assert.Equal("[64,1]", OrtValues.Describe(first).Shape.ToString());
        Assert.False(((OrtTensor)output.Native!).Matches(in output, output.Shape));
        Assert.Equal("[64]", OrtValues.Describe(OnnxOutputs.ValueOver(in output, output.Shape)).Shape.ToString());
        output.Release();
    }

    [Fact]
    public async Task Output_is_planned_from_the_second_run_on()
    {
        ModelContent content = await FlatModel.Abs().OpenAsync(TestContext.Current.CancellationToken);
        using OnnxBackend backend = new();
        using OnnxSession session = (OnnxSession)backend.Load(content, new ModelOptions(), TestContext.Current.CancellationToken);
        using IModelExecution execution = session.CreateExecution();
        TensorValue[] inputs = [TensorValue.Create(TensorDataType.Float32, TensorShape.Create(64, 1), new byte[64 * sizeof(float)])];

        for (int run = 0; run < 3; run++)
        {
            TensorValue[] outputs = new TensorValue[1];
            execution.Execute(inputs, outputs);
            outputs[0].Release();

            PlannedOutput planned = Assert.Single(session.Plans.Find(inputs)!.Outputs.ToArray())!;
            Assert.Equal(("[64]", "[64,1]"), (planned.Shape.ToString(), planned.InGraph.ToString()));
        }

        inputs[0].Release();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3_000)]
    public async Task Output_is_an_input_of_either_shape(int rows)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs());
        await ai.Models.StoreAsync("vector", OnnxModels.Source("identity_float32"));
        using AiTensor x = OnnxModels.Filled(-7, rows, 1);

        for (int run = 0; run < 4; run++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);
            using AiTensor column = result[0].Reshape([rows, 1]);

            using ModelResult asVector = ai.Models["vector"].Run([result[0]]);
            using ModelResult asColumn = ai.Models["m"].Run([column]);

            Assert.Equal(($"Float32[{rows}]", $"Float32[{rows}]"), (asVector[0].ToString(), asColumn[0].ToString()));
            Assert.Equal(Enumerable.Repeat(7f, rows), asVector.ToArray<float>(0));
            Assert.Equal(Enumerable.Repeat(7f, rows), asColumn.ToArray<float>(0));
        }
    }

    [Fact]
    public async Task Memory_goes_by_turns_to_models_that_see_it_with_and_without_the_axis()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs());
        await ai.Models.StoreAsync("vector", OnnxModels.Source("identity_float32"));
        await ai.Models.StoreAsync("matrix", OnnxModels.Source("add_dynamic"));
        using AiTensor x = OnnxModels.Filled(-3, 16, 1);
        using AiTensor vector = OnnxModels.Filled(2, 16);

        for (int run = 0; run < 50; run++)
        {
            using (ModelResult flat = ai.Models["m"].Run([x]))
            {
                Assert.Equal(("Float32[16]", 3f), (flat[0].ToString(), flat.AsSpan<float>(0)[15]));
            }

            using (ModelResult plain = ai.Models["vector"].Run([vector]))
            {
                Assert.Equal(("Float32[16]", 2f), (plain[0].ToString(), plain.AsSpan<float>(0)[15]));
            }

            using ModelResult sum = ai.Models["matrix"].Run([x, x]);
            Assert.Equal(("Float32[16,1]", -6f), (sum[0].ToString(), sum.AsSpan<float>(0)[15]));
        }
    }

    [Fact]
    public async Task Large_outputs_give_their_native_memory_back()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Declaring("n", "1"));
        using AiTensor x = OnnxModels.Filled(-1, 5_000, 1);
        ai.Models["m"].Run([x]).Dispose();
        long before = NativeLeakCheck.Alive;

        // The axis has a name that no input settles, so that every run lets the runtime allocate.
        for (int run = 0; run < 50; run++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);
            Assert.Equal("Float32[5000]", result[0].ToString());
        }

        Assert.Equal(before, NativeLeakCheck.Alive);
    }

    [Fact]
    public async Task Calls_that_share_a_run_get_their_own_rows()
    {
        ModelOptions options = new() { Batching = { MinBatchSize = 8, MinBatchTimeout = TimeSpan.FromMilliseconds(200) } };
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Abs(), options);
        IModel model = ai.Models["m"];

        float[][] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(call => Task.Run(async () =>
        {
            using AiTensor x = OnnxModels.Floats([(call % 3) + 1, 1], [.. Enumerable.Range(0, (call % 3) + 1).Select(row => -((100f * call) + row))]);
            using ModelResult result = await model.RunAsync([x]);
            Assert.Equal($"Float32[{(call % 3) + 1}]", result[0].ToString());
            return result.ToArray<float>(0);
        })));

        ModelInfo info = ai.Models.GetInfo("m");
        Assert.True(info.Batching.IsMerged, info.Batching.Reason);
        Assert.True(info.Statistics.Runs < 40, $"40 calls took {info.Statistics.Runs} runs: none was shared.");
        Assert.All(answers.Index(), static answer => Assert.Equal(Enumerable.Range(0, (answer.Index % 3) + 1).Select(row => (100f * answer.Index) + row), answer.Item));
    }

    [Fact]
    public async Task Texts_are_given_without_the_axis_too()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Texts());
        using AiTensor x = AiTensor.CreateStrings([2, 1], ["a", "b"]);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal("String[2]", result[0].ToString());
        Assert.Equal(["a", "b"], result.AsStrings(0).ToArray());
    }

    [Fact]
    public async Task Fixed_lengths_stay()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Alike("4", "2", "1"));
        using AiTensor x = OnnxModels.Filled(-1, 4, 2, 1);
        ai.Models["m"].Run([x]).Dispose();

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal("(x Float32[4,2,1]) -> (y Float32[4,2])", ai.Models["m"].Signature.ToString());
        Assert.Equal("Float32[4,2]", result[0].ToString());
    }

    [Theory]
    [InlineData("z", "names 'z': there is no such output")]
    [InlineData("x", "names 'x': there is no such output")]
    [InlineData("y\n", "names '': there is no such output")]
    [InlineData("", "names '': there is no such output")]
    [InlineData("y\r", "there is no such output")]
    [InlineData("y\ny", "names 'y': it names it twice")]
    public async Task Metadata_that_names_no_output_is_refused(string flat, string reason)
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(FlatModel.Abs(flat));

        Assert.Contains("Its metadata 'redisai.flat_outputs', which says what outputs are given without their last axis, ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_without_end_is_shown_in_part()
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(FlatModel.Abs(new string('n', 1_000_000)));

        Assert.InRange(error.Message.Length, 200, 1_000);
    }

    [Theory]
    [InlineData("[rows,columns]", "rows", "columns")]
    [InlineData("[rows,3]", "rows", "3")]
    [InlineData("[1]", "1")]
    [InlineData("[...]")]
    public async Task Output_whose_last_axis_is_not_declared_as_1_is_refused(string shape, params string[] axes)
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(FlatModel.Alike(axes));

        Assert.Contains($"names 'y': its shape is {shape}, and the last of at least two axes was expected to be 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_is_no_column_whatever_is_declared_is_an_error_and_the_next_run_is_fine()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(FlatModel.Declaring("rows", "1"));
        using AiTensor wide = OnnxModels.Filled(-1, 2, 3);
        using AiTensor column = OnnxModels.Filled(-1, 2, 1);
        long after = 0;

        for (int run = 0; run < 4; run++)
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([wide]));
            ModelResult result = ai.Models["m"].Run([column]);

            Assert.Contains("The output 'y' came as [2,3]; the model's metadata 'redisai.flat_outputs' says that its last axis is 1.", error.Message, StringComparison.Ordinal);
            Assert.Equal("Float32[2]", result[0].ToString());
            result.Dispose();
            after = run > 0 ? after : NativeLeakCheck.Alive;
        }

        Assert.Equal(after, NativeLeakCheck.Alive);
    }
}
