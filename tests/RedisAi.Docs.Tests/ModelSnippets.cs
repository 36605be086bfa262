using System.Numerics.Tensors;
using RedisAi.Backends.Onnx;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/models.md.</summary>
public sealed class ModelSnippets
{
    [Fact]
    public async Task Models_come_from_files_bytes_streams_and_functions()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        byte[] bytes = await File.ReadAllBytesAsync("models/mlp.onnx");
        await using Stream stream = new MemoryStream(bytes);

        #region models-store
        ModelInfo info = await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/mlp.onnx"));
        await ai.Models.StoreAsync("digits", ModelSource.FromBytes(bytes));       // version 2
        await ai.Models.StoreAsync("digits", ModelSource.FromStream(stream));     // version 3
        #endregion

        #region models-function
        await ai.Models.StoreAsync("softmax", ModelSource.FromFunction(["logits"], ["p"], static inputs =>
        {
            return [AiTensor.Create<float, AiTensor>(inputs[0].Shape.Dimensions, inputs[0], static (p, logits) => TensorPrimitives.SoftMax(logits.AsSpan<float>(), p))];
        }));
        #endregion

        Assert.Equal("(x Float32[N,64]) -> (logits Float32[N,10])", $"{info.Signature}");
        Assert.Equal(3, ai.Models.GetInfo("digits").Version);
        using AiTensor logits = AiTensor.Create<float>([1, 2], [5, 5]);
        using ModelResult result = await ai.Models["softmax"].RunAsync([logits]);
        Assert.Equal([0.5f, 0.5f], result.AsSpan<float>(0));
    }

    [Fact]
    public async Task Function_with_a_signature_is_checked_and_can_be_stopped()
    {
        await using RedisAiEngine ai = new();

        #region models-function-signature
        ModelSignature signature = new(
            [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 4]))],
            [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 4]))]);
        await ai.Models.StoreAsync("same", ModelSource.FromFunction(signature, static (inputs, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return [inputs[0]];      // an input, or a view of one, may be given back
        }));
        #endregion

        using AiTensor wrong = AiTensor.Create<float>([1, 3], [1, 2, 3]);
        var error = await Assert.ThrowsAsync<TensorMismatchException>(async () => await ai.Models["same"].RunAsync([wrong]));
        Assert.Equal("Input 'x' of model 'same' is Float32[1,3]; the model takes Float32[-1,4].", error.Message);
    }

    [Fact]
    public async Task Options_go_with_the_model()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());

        #region models-options
        ModelOptions options = new() { Tag = "2026-11", Threads = 1 };
        options.ConfigureOnnx(static onnx => onnx.MemoryArena = false);
        await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/mlp.onnx"), options);
        #endregion

        ModelInfo info = await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/mlp.onnx"));
        Assert.Equal("2026-11", info.Tag);
        Assert.Equal("ONNX", info.Backend);
        Assert.Equal(Device.Cpu, info.Device);
    }

    [Fact]
    public async Task Model_runs_by_name_by_position_and_at_once()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("add", ModelSource.FromFile("models/add.onnx"));
        using AiTensor a = AiTensor.Create<float>([1, 2], [1, 2]);
        using AiTensor b = AiTensor.Create<float>([1, 2], [10, 20]);
        List<float> sums = [];

        #region models-run
        IModel add = ai.Models["add"];      // keep it: looking up a key for each call costs time

        using (ModelResult r = await add.RunAsync(new NamedTensors { ["a"] = a, ["b"] = b }))
        {
            sums.Add(r["c"].AsSpan<float>()[0]);
        }

        using (ModelResult r = await add.RunAsync([a, b]))      // in the order of add.Signature.Inputs
        {
            sums.Add(r.AsSpan<float>(0)[0]);
        }

        using (ModelResult r = add.Run([a, b]))                 // on this thread
        {
            sums.Add(r.AsSpan<float>("c")[0]);
        }
        #endregion

        Assert.Equal([11, 11, 11], sums);
    }

    [Fact]
    public async Task Outputs_are_borrowed_until_they_are_detached()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("add", ModelSource.FromFile("models/add.onnx"));
        using AiTensor a = AiTensor.Create<float>([1, 2], [1, 2]);
        using AiTensor b = AiTensor.Create<float>([1, 2], [10, 20]);

        #region models-results
        AiTensor sum;
        using (ModelResult r = ai.Models["add"].Run([a, b]))
        {
            ReadOnlySpan<float> span = r.AsSpan<float>("c");      // until r is disposed; makes no object
            AiTensor borrowed = r["c"];                           // until r is disposed, which disposes it
            ai.Tensors.Set("sum", borrowed);                      // the store takes a reference of its own
            sum = r.Detach("c");                                  // yours to dispose, and no longer in r
        }
        #endregion

        using AiTensor stored = ai.Tensors.GetRequired("sum");
        Assert.Equal([11, 22], sum.AsSpan<float>());
        Assert.Equal([11, 22], stored.AsSpan<float>());
        sum.Dispose();
    }

    [Fact]
    public async Task Model_runs_from_store_to_store()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("add", ModelSource.FromFile("models/add.onnx"));
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        ai.Tensors.Set("total", one);
        ai.Tensors.Set("step", one);

        #region models-execute
        await ai.Models.ExecuteAsync("add", inputs: ["total", "step"], outputs: ["total"]);
        #endregion

        using AiTensor total = ai.Tensors.GetRequired("total");
        Assert.Equal(2, total.AsSpan<float>()[0]);
    }

    [Fact]
    public async Task Overload_is_an_answer_and_not_an_error()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("add", ModelSource.FromFile("models/add.onnx"));
        IModel add = ai.Models["add"];
        using AiTensor a = AiTensor.Create<float>([1, 1], [1]);
        List<float> sums = [];
        List<TimeSpan> waits = [];

        #region models-try
        InferenceAttempt attempt = await add.TryRunAsync([a, a]);
        if (attempt.Accepted)
        {
            using ModelResult r = attempt.Result;
            sums.Add(r.AsSpan<float>(0)[0]);
        }
        else
        {
            waits.Add(attempt.RetryAfter);
        }
        #endregion

        Assert.Equal([2], sums);
        Assert.Empty(waits);
    }

    [Fact]
    public async Task Live_handle_follows_a_swap()
    {
        await using RedisAiEngine ai = new();
        using AiTensor x = AiTensor.Scalar(1f);

        #region models-swap
        await ai.Models.StoreAsync("scale", ModelSource.FromFunction(["x"], ["y"], static inputs => [Scale(inputs[0], 2)]), new ModelOptions { Tag = "double" });
        IModel scale = ai.Models["scale"];
        await ai.Models.StoreAsync("scale", ModelSource.FromFunction(["x"], ["y"], static inputs => [Scale(inputs[0], 3)]));      // options kept

        using ModelResult r = scale.Run([x]);                    // 3: the handle follows
        ModelInfo info = ai.Models.GetInfo("scale");             // version 2, tag "double"
        RunStatistics statistics = info.Statistics;            // of version 2 only
        bool deleted = await ai.Models.DeleteAsync("scale");     // scale.Run now throws ModelNotFoundException
        #endregion

        Assert.Equal(3, r.AsSpan<float>(0)[0]);
        Assert.Equal((2, "double"), (info.Version, info.Tag));
        Assert.Equal((1, 0), (statistics.Calls, statistics.Errors));
        Assert.True(deleted);
        Assert.Throws<ModelNotFoundException>(() => scale.Run([x]));
    }

    [Fact]
    public async Task Long_run_ends_when_its_time_is_over_or_its_token_is_cancelled()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("slow", ModelSource.FromFile("models/slow.onnx"));
        using AiTensor rounds = AiTensor.Scalar(long.MaxValue);
        using AiTensor x = AiTensor.Create<float>([64, 64], static span => span.Clear());
        IModel slow = ai.Models["slow"];
        bool tooLate = false;

        #region models-timeout
        InferenceOptions options = new() { Timeout = TimeSpan.FromMilliseconds(50) };
        try
        {
            using ModelResult r = await slow.RunAsync([rounds, x], options);
        }
        catch (TimeoutException)
        {
            tooLate = true;
        }
        #endregion

        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.True(tooLate);
        var error = await Assert.ThrowsAsync<OperationCanceledException>(async () => await slow.RunAsync([rounds, x], cancellationToken: cancellation.Token));
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Unit_test_needs_no_native_library()
    {
        float probability;

        #region models-test
        await using var ai = new RedisAiEngine();      // no backend
        await ai.Models.StoreAsync("vad", ModelSource.FromFunction(["input"], ["output"], static _ => [AiTensor.Create<float>([1, 1], [0.9f])]));

        long before = AiTensor.BuffersInUse;
        using (AiTensor audio = AiTensor.Create<float>([1, 576]))
        using (ModelResult r = await ai.Models["vad"].RunAsync([audio]))
        {
            probability = r.AsSpan<float>("output")[0];
        }

        bool leaks = AiTensor.BuffersInUse > before;      // whether anything was not disposed; of all tests that run at the same time
        #endregion

        Assert.Equal(0.9f, probability);
        Assert.False(leaks);
    }

    [Fact]
    public async Task Function_can_give_the_same_tensor_each_time()
    {
        await using RedisAiEngine ai = new();
        using AiTensor x = AiTensor.Scalar(1f);

        #region models-test-canned
        using AiTensor canned = AiTensor.Create<float>([1, 1], [0.9f]);
        await ai.Models.StoreAsync("vad", ModelSource.FromFunction(["input"], ["output"], _ => [canned.Share()]));      // what is given is disposed
        #endregion

        ai.Models["vad"].Run([x]).Dispose();
        using ModelResult second = ai.Models["vad"].Run([x]);
        Assert.Equal(0.9f, second.AsSpan<float>(0)[0]);
    }

    [Fact]
    public async Task Run_of_exactly_so_many_calls_can_be_tested()
    {
        List<long> runs = [];

        #region models-test-merged
        await using var ai = new RedisAiEngine();
        await ai.Models.StoreAsync(
            "m",
            ModelSource.FromFunction(["x"], ["y"], inputs =>
            {
                runs.Add(inputs[0].Shape[0]);
                return [inputs[0]];
            }),
            new ModelOptions
            {
                WarmUp = false,      // or the function is called with made-up inputs first
                Batching = { Mode = BatchingMode.On, BatchSize = 3, MinBatchSize = 3, MinBatchTimeout = TimeSpan.FromSeconds(10) },
            });

        using AiTensor row = AiTensor.Create<float>([1, 2], [1, 2]);
        Task<ModelResult>[] calls = [.. Enumerable.Range(0, 3).Select(_ => ai.Models["m"].RunAsync([row]).AsTask())];
        foreach (ModelResult result in await Task.WhenAll(calls))
        {
            result.Dispose();
        }
        #endregion

        Assert.Equal([3], runs);
    }

    [Fact]
    public async Task Slow_model_can_be_tested_on_a_clock_of_the_tests_own()
    {
        ManualTimeProvider clock = new();
        using AiTensor x = AiTensor.Scalar(1f);

        #region models-test-slow
        await using var ai = new RedisAiEngine(new RedisAiOptions(), [], clock);
        using ManualResetEventSlim started = new();
        await ai.Models.StoreAsync("slow", ModelSource.FromFunction(["x"], ["y"], (inputs, cancellationToken) =>
        {
            started.Set();
            cancellationToken.WaitHandle.WaitOne();      // until the call is asked to stop
            throw new OperationCanceledException(cancellationToken);
        }));

        // Task.Run, since a model that was quick so far runs on the thread of its caller, who could not advance the clock.
        Task<ModelResult> call = Task.Run(() => ai.Models["slow"].RunAsync([x], new InferenceOptions { Timeout = TimeSpan.FromSeconds(1) }).AsTask());
        started.Wait();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        #endregion
    }

    [Fact]
    public async Task Overload_can_be_tested_without_load()
    {
        await using RedisAiEngine ai = new();
        using AiTensor x = AiTensor.Scalar(1f);

        #region models-test-overload
        await ai.Models.StoreAsync("busy", ModelSource.FromFunction(["x"], ["y"], IReadOnlyList<AiTensor> (_) => throw new EngineOverloadedException(TimeSpan.FromSeconds(2))));
        InferenceAttempt attempt = await ai.Models["busy"].TryRunAsync([x]);      // not accepted, RetryAfter 2 s; RunAsync throws
        #endregion

        Assert.Equal((false, TimeSpan.FromSeconds(2)), (attempt.Accepted, attempt.RetryAfter));
    }

    [Fact]
    public async Task Options_of_the_version_that_serves_can_be_changed()
    {
        await using RedisAiEngine ai = new();
        ModelSource source = ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);
        await ai.Models.StoreAsync("scale", source, new ModelOptions { Batching = { BatchSize = 8 } });

        #region models-options-kept
        ModelOptions options = ai.Models.GetOptions("scale");      // a copy
        options.Tag = "triple";
        await ai.Models.StoreAsync("scale", source, options);      // new ModelOptions() would drop States, BatchSize and all else
        #endregion

        Assert.Equal(("triple", 8), (ai.Models.GetInfo("scale").Tag, ai.Models.GetOptions("scale").Batching.BatchSize));
    }

    [Fact]
    public async Task Swap_can_be_rolled_back()
    {
        await using RedisAiEngine ai = new();
        ModelSource source = ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);

        #region models-swap-back
        async Task<ModelInfo> SwapAsync(string key, ModelSource next)
        {
            if (!ai.Models.TryGet(key, out _))
            {
                return await ai.Models.StoreAsync(key, next);      // nothing serves yet, so there is nothing to go back to
            }

            ModelInfo candidate = await ai.Models.StoreCandidateAsync(key, next, CandidateTraffic.Answers(0));      // loaded, and asked nothing
            return await ai.Models.PromoteAsync(key, candidate.Version);
        }
        #endregion

        await SwapAsync("scale", source);
        ModelInfo second = await SwapAsync("scale", source);
        Assert.Equal((2, VersionRole.Serving), (second.Version, second.Role));
        Assert.True(await ai.Models.RollBackAsync("scale"));
        Assert.Equal(1, ai.Models.GetInfo("scale").Version);
    }

    private static AiTensor Scale(AiTensor tensor, float factor) => AiTensor.Scalar(tensor.AsSpan<float>()[0] * factor);
}
