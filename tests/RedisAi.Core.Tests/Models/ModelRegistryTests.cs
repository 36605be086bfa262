using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelRegistryTests
{
    [Fact]
    public async Task Stored_model_tells_of_itself()
    {
        await using RedisAiEngine ai = new();

        ModelInfo info = await ai.Models.StoreAsync("double", Functions.Double, new ModelOptions { Tag = "v6", Metadata = { ["run"] = "42" } });

        Assert.Equal(KeyValuePair.Create("run", "42"), Assert.Single(info.Metadata));
        Assert.Equal(("double", 1, "FUNCTION", Device.Cpu, "v6"), (info.Key, info.Version, info.Backend, info.Device, info.Tag));
        Assert.Equal("(x Float32[-1]) -> (y Float32[-1])", info.Signature.ToString());
        Assert.Equal(info with { Statistics = null! }, ai.Models.GetInfo("double") with { Statistics = null! });
    }

    [Fact]
    public async Task Models_are_listed_in_the_order_of_their_keys()
    {
        await using RedisAiEngine ai = new();
        foreach (string key in (string[])["b", "a", "C", "aa"])
        {
            await ai.Models.StoreAsync(key, Functions.Double);
        }

        Assert.Equal(["C", "a", "aa", "b"], ai.Models.List().Select(static info => info.Key));
    }

    [Fact]
    public async Task Missing_model_is_named()
    {
        await using RedisAiEngine ai = new();

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => ai.Models["vad"]);

        Assert.Equal(("vad", "There is no model under the key 'vad'."), (error.Key, error.Message));
        Assert.False(ai.Models.TryGet("vad", out IModel? model));
        Assert.Null(model);
    }

    [Fact]
    public async Task Misuse_is_refused()
    {
        await using RedisAiEngine ai = new();

        Assert.Throws<ArgumentException>(() => ai.Models[""]);
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("", Functions.Double));
        await Assert.ThrowsAsync<ArgumentNullException>(() => ai.Models.StoreAsync("m", null!));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.DeleteAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("m", Functions.Double, new ModelOptions { Threads = 0 }));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("m", Functions.Double, new ModelOptions { Batching = { BatchSize = 0 } }));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("m", Functions.Double, new ModelOptions { Batching = { MinBatchSize = 2 } }));
        Assert.Empty(ai.Models.List());
    }

    [Fact]
    public async Task Backend_is_chosen_by_the_first_bytes()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);

        ModelInfo info = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal("FAKE", info.Backend);
    }

    [Fact]
    public async Task Backend_is_asked_for_by_its_name_in_any_case()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);

        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes("whatever"u8.ToArray()), new ModelOptions { Backend = "fAkE" });

        Assert.Equal("FAKE", info.Backend);
    }

    [Fact]
    public async Task Unknown_backend_is_named_with_those_that_are_there()
    {
        await using RedisAiEngine ai = new(new FakeBackend());

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Backend = "TORCH" }));

        Assert.Equal("There is no backend 'TORCH' for the model 'm'; there are FAKE, FUNCTION.", error.Message);
    }

    [Fact]
    public async Task Model_that_nobody_recognizes_is_told()
    {
        await using RedisAiEngine ai = new(new FakeBackend());

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(new byte[77])));

        Assert.Equal(
            "None of the backends (FAKE, FUNCTION) recognizes the model 'm' (a model of 77 bytes); name one in ModelOptions.Backend, or add the backend that reads it; models of XGBoost, LightGBM, scikit-learn and torch.export need the importers of the package RedisAi.Importers.",
            error.Message);
    }

    [Theory]
    [InlineData("model", new byte[] { 0x80, 4, 0x95, 1 })]
    [InlineData("model.json", new byte[] { 0x80, 2, 0x7D, 1 })]
    [InlineData("model.PKL", new byte[] { 0x28, 0x64, 1, 2 })]
    [InlineData("model.joblib", new byte[] { 0x78, 0x9C, 1, 2 })]
    public async Task Pickle_is_told_to_be_one_with_what_to_do(string name, byte[] bytes)
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder[name], bytes);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder[name])));

        Assert.StartsWith($"The model 'm' ({folder[name]}) cannot be stored. It is a pickle, which is never opened here: a pickle runs code of its own. Save the model as data: ", error.Message, StringComparison.Ordinal);
        Assert.All((string[])["torch.jit.save", ".pt2", ".skops", ".ubj", "export it to ONNX"], recipe => Assert.Contains(recipe, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_file_is_told()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        using TemporaryFolder folder = new();
        string path = folder["absent.onnx"];

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(path)));

        Assert.StartsWith($"The model file '{path}' cannot be read:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_bytes_and_stream_reach_the_backend()
    {
        List<(bool HasPath, int Bytes, int Head)> seen = [];
        FakeBackend backend = new() { Loading = (content, _, _) => seen.Add((content.Path is not null, content.Bytes.Length, content.Head.Length)) };
        await using RedisAiEngine ai = new(backend);
        byte[] model = [.. "FAKE"u8, .. new byte[9996]];
        using TemporaryFolder folder = new();
        string path = folder["model"];
        await File.WriteAllBytesAsync(path, model);
        using MemoryStream stream = new([1, 2, 3, .. model]) { Position = 3 };

        await ai.Models.StoreAsync("file", ModelSource.FromFile(path));
        await ai.Models.StoreAsync("bytes", ModelSource.FromBytes(model));
        await ai.Models.StoreAsync("stream", ModelSource.FromStream(stream));

        Assert.Equal([(true, 0, 4096), (false, 10_000, 4096), (false, 10_000, 4096)], seen);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Warm_up_runs_on_zeros_and_does_not_count()
    {
        List<(string Type, float Sum)> seen = [];
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            float sum = 0;
            foreach (float value in inputs[0].AsSpan<float>())
            {
                sum += value;
            }

            seen.Add(($"{inputs[0].DataType}{inputs[0].Shape}", sum));
            FakeSession.Echo(session, stop, inputs, outputs);
        })
        {
            Signature = new(
                [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 3]))],
                [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 3]))]),
        };
        await using RedisAiEngine ai = new(backend);

        ModelInfo info = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal([("Float32[1,3]", 0f), ("Float32[1,3]", 0f)], seen);
        Assert.Equal(0, info.Statistics.Calls);
    }

    [Theory]
    [InlineData(BatchingMode.Auto, 32)]
    [InlineData(BatchingMode.Off, 32)]
    [InlineData(BatchingMode.Auto, 1)]
    public async Task Warm_up_runs_single_rows_where_calls_do_not_share_runs(BatchingMode mode, int batchSize)
    {
        List<string> seen = [];
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            seen.Add($"{inputs[0].DataType}{inputs[0].Shape}");
            FakeSession.Echo(session, stop, inputs, outputs);
        })
        {
            Signature = new(
                [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 3]))],
                [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 3]))]),
        };
        await using RedisAiEngine ai = new(backend);

        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Batching = { Mode = mode, BatchSize = batchSize } });

        Assert.Equal(["Float32[1,3]", "Float32[1,3]"], seen);
    }

    [Fact]
    public async Task Model_that_fails_on_zeros_is_stored_all_the_same()
    {
        FakeBackend backend = new(static (_, _, inputs, outputs) =>
            throw new BackendException("FAKE", 7, "It takes no zeros."));
        await using RedisAiEngine ai = new(backend);

        ModelInfo info = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal((1, 0, 0), (info.Version, info.Statistics.Calls, info.Statistics.Errors));
    }

    [Fact]
    public async Task Slow_model_is_tried_with_more_threads_and_the_worse_session_is_closed()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "More threads are tried where there is more than one processor.");
        ManualTimeProvider time = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            time.Advance(TimeSpan.FromMilliseconds(session.Options.Threads == 1 ? 100 : 30));
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], time);

        await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal([1, Math.Min(Environment.ProcessorCount, 8)], backend.Sessions.Select(static session => session.Options.Threads!.Value));
        Assert.Equal([1, 0], backend.Sessions.Select(static session => session.Disposals));
    }

    [Fact]
    public void Two_backends_of_one_name_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new RedisAiEngine(new FakeBackend(name: "Fake"), new FakeBackend(name: "FAKE")));

        Assert.Contains("There are two backends named", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RedisAiEngine(new FakeBackend(name: "function")));
    }

    [Fact]
    public async Task Functions_run_on_the_cpu_only()
    {
        await using RedisAiEngine ai = new();

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(
            () => ai.Models.StoreAsync("m", Functions.Double, new ModelOptions { Device = Device.Cuda(0) }));

        Assert.Contains("A function runs on the CPU, not on GPU:0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_runtime_is_reported_as_it_is()
    {
        BackendUnavailableException thrown = new("FAKE", "Install the package RedisAi.Fake.");
        await using RedisAiEngine ai = new(new FakeBackend { Loading = (_, _, _) => throw thrown });

        BackendUnavailableException error = await Assert.ThrowsAsync<BackendUnavailableException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Same(thrown, error);
        Assert.Equal("FAKE", error.Backend);
    }

    [Fact]
    public async Task Error_of_the_runtime_while_loading_becomes_a_load_error_that_keeps_it()
    {
        BackendException thrown = new("FAKE", 7, "No such operator.");
        await using RedisAiEngine ai = new(new FakeBackend { Loading = (_, _, _) => throw thrown });

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Same(thrown, error.InnerException);
        Assert.Equal("The model 'm' (a model of 10 bytes) could not be loaded. FAKE failed with code 7: No such operator.", error.Message);
    }
}
