// Written as a list of the surface that programs compile against: lines are long, variables unused and spaces where somebody liked them.
#pragma warning disable IDE0055, IDE0059, MA0089
using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The surface that programs compile against: its names and shapes, in code that runs.</summary>
public sealed class ApiSnippetTests : IDisposable
{
    private const string Imagenet = """
        def pre_process(image):
            return (image / 255.0 - 0.5) / 0.25

        def post_process(logits):
            return logits.argmax(1)

        def rank(tensors: List[Tensor], keys: List[str], args: List[str]):
            redis.execute("INCR", keys[0])
            return tensors[0] > float(args[0])
        """;

    private readonly string _before = Environment.CurrentDirectory;
    private readonly TemporaryFolder _folder = new();

    public ApiSnippetTests()
    {
        Environment.CurrentDirectory = _folder.Path;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Fact]
    public async Task Tensors_are_made_viewed_and_stored()
    {
        float[] samples = new float[576];
        samples[575] = 7;
        IMemoryOwner<float> owner = MemoryPool<float>.Shared.Rent(576);
        Memory<float> memory = new float[576];
        int releases = 0;
        Action released = () => releases++;
        using AiTensor state = AiTensor.Create<float>([2, 1, 128], static span => span.Clear());
        CancellationToken ct = CancellationToken.None;
        List<string> keys = [];

        await using var ai = new RedisAiEngine(new OnnxBackend(), new TorchBackend());   // IAsyncDisposable and IDisposable; owns its backends

        using AiTensor audio = AiTensor.Create<float>([1, 576], samples);
        using AiTensor filled = AiTensor.Create<float>([1, 576], static span => span.Fill(0.5f));
        using AiTensor wrapped = AiTensor.Wrap<float>([2, 288], owner);             // IMemoryOwner<float>, disposed when the last reference is gone
        using AiTensor pinned = AiTensor.Wrap<float>([2, 288], memory, released);   // the caller's Memory<float>, left alone until the callback says it is free
        using AiTensor names = AiTensor.CreateStrings([2], ["tabby", "tiger cat"]);
        using AiTensor scalar = AiTensor.Scalar(16000L);

        TensorDataType type = audio.DataType;            // Float32, Float64, Float16, BFloat16, Int8..Int64, UInt8..UInt64, Bool, String
        ReadOnlySpan<long> shape = audio.Shape.Dimensions;
        ReadOnlySpan<float> values = audio.AsSpan<float>();
        ReadOnlyTensorSpan<float> view = audio.AsTensorSpan<float>();              // System.Numerics.Tensors, zero copy
        float[] copy = audio.ToArray<float>();
        using AiTensor reshaped = audio.Reshape([2, 288]);                         // zero copy
        using AiTensor firstRow = audio.Slice(0, 1);                               // rows [start, start + count) of axis 0, zero copy
        using AiTensor both = AiTensor.Concat([audio, audio], axis: 0);

        Assert.Equal(TensorDataType.Float32, type);
        Assert.Equal([1, 576], shape.ToArray());
        Assert.Equal(samples, copy);
        Assert.True(values.Overlaps(reshaped.AsSpan<float>()));
        Assert.Equal(7, view[0, 575]);
        Assert.Equal("Float32[1,576] Float32[2,576] Float32[2,288]", $"{firstRow} {both} {wrapped}");
        Assert.Equal(0.5f, filled.AsSpan<float>()[575]);
        Assert.Equal("tiger cat", names.AsStrings()[1]);
        Assert.Equal(16000, scalar.AsSpan<long>()[0]);

        // The store keeps its own reference; what Get returns is the caller's to dispose.
        ai.Tensors.Set("call:42:audio", audio);
        ai.Tensors.Set("call:42:state", state, timeToLive: TimeSpan.FromMinutes(10));
        using (AiTensor? found = ai.Tensors.Get("call:42:audio")) { Assert.NotNull(found); }              // null when absent or expired
        bool removed = ai.Tensors.Remove("call:42:audio");
        bool there = ai.Tensors.Contains("call:42:state");
        foreach (string key in ai.Tensors.Keys("call:42:*")) { keys.Add(key); }                   // glob, as Redis' KEYS/SCAN MATCH
        await ai.Tensors.SetAsync("call:42:audio", audio, cancellationToken: ct);   // for stores that reach a disk or another machine:
        using (AiTensor? later = await ai.Tensors.GetAsync("call:42:audio", ct)) { Assert.NotNull(later); }   // ValueTask, complete at once in memory
        long count = ai.Tensors.Count, bytes = ai.Tensors.ByteLength;
        await ai.Tensors.SaveAsync("state.safetensors", "call:*");                 // crash-safe: the old file or the new one, never half
        await ai.Tensors.LoadAsync("state.safetensors");

        Assert.True(removed);
        Assert.True(there);
        Assert.Equal(["call:42:state"], keys);
        Assert.Equal((2, (576 + 256) * sizeof(float)), (count, bytes));
        Assert.Equal(2, ai.Tensors.Count);
        pinned.Dispose();
        Assert.Equal(1, releases);
    }

    [Fact]
    public async Task Engine_takes_settings_a_clock_and_logs()
    {
        using ILoggerFactory loggerFactory = NullLoggerFactory.Instance;

        await using var ai = new RedisAiEngine(new RedisAiOptions { FailFast = true }, [new OnnxBackend()], TimeProvider.System, loggerFactory);

        Assert.IsAssignableFrom<IRedisAi>(ai);
        Assert.IsAssignableFrom<IAsyncDisposable>(ai);
        Assert.IsAssignableFrom<IDisposable>(ai);
    }

    [Fact]
    public async Task Models_are_called_by_name_and_from_store_to_store()
    {
        string silero = FetchedModels.RequireSilero();
        File.Copy(silero, "silero_vad.onnx");
        File.Copy(silero, "silero_vad_next.onnx");
        CancellationToken ct = CancellationToken.None;

        // Virtual time, so that 50 ms are long enough on any machine.
        await using var ai = new RedisAiEngine(new RedisAiOptions(), [new OnnxBackend()], new ManualTimeProvider());
        using AiTensor audio = AiTensor.Create<float>([1, 576], new float[576]);
        using AiTensor scalar = AiTensor.Scalar(16000L);
        using AiTensor state = AiTensor.Create<float>([2, 1, 128], static span => span.Clear());

        await ai.Models.StoreAsync("vad", ModelSource.FromFile("silero_vad.onnx"), new ModelOptions
        {
            Backend = "ONNX",                    // optional: inferred from the file
            Device = Device.Cpu,                 // Device.Cuda(0); Device.Parse("GPU:0")
            Tag = "v6",
            Batching = { Mode = BatchingMode.Auto, BatchSize = 32 },             // Auto (default): only where rows are known to be independent; On: you say so; Off
                                                                                 // BatchSize: a cap, null by default; MinBatchSize, MinBatchTimeout as in RedisAI
            States = { new ModelState("state", "stateN") { BatchAxis = 1, TimeToLive = TimeSpan.FromMinutes(30) } },   // starts as zeros; sliding expiry
            SharedInputs = { "sr" },             // not per row: calls with different values do not share a batch
        });

        IModel vad = ai.Models["vad"];                                             // a live handle: follows swaps
        ModelSignature signature = vad.Signature;                                  // Inputs, Outputs: Name, DataType, Shape (-1 = any)
        Assert.Equal(["input", "state", "sr"], signature.Inputs.Select(static input => input.Name));
        Assert.Equal(Device.Cuda(0), Device.Parse("GPU:0"));

        // By name. The result owns its tensors; what the indexer gives is borrowed, Detach hands one over.
        using (ModelResult r = await vad.RunAsync(new NamedTensors { ["input"] = audio, ["sr"] = scalar, ["state"] = state }, cancellationToken: ct))
        {
            float p = r["output"].AsSpan<float>()[0];
            AiTensor mine = r.Detach("output");                                  // now the caller's to dispose
            Assert.Equal(p, mine.AsSpan<float>()[0]);
            mine.Dispose();
        }

        // With state: "state" is read from and written to the store under vad.GetStateKey("call:42", "state"), "call:42/vad/state";
        // calls of one session keep their order.
        var inference = new InferenceOptions { Session = "call:42", Timeout = TimeSpan.FromMilliseconds(50) };
        using (ModelResult r = await vad.RunAsync(new NamedTensors { ["input"] = audio, ["sr"] = scalar }, inference, ct)) { }
        Assert.Equal("call:42/vad/state", vad.GetStateKey("call:42", "state"));
        Assert.True(ai.Tensors.Contains("call:42/vad/state"));

        await ai.EndSessionAsync("call:42");                                       // its states, of every model, are gone
        Assert.False(ai.Tensors.Contains("call:42/vad/state"));

        // Positional, for hot paths, with or without options; AsSpan reads an output without making a tensor. Inputs without those that are states.
        using (ModelResult r = await vad.RunAsync([audio, scalar], inference, ct)) { ReadOnlySpan<float> p = r.AsSpan<float>(0); Assert.InRange(p[0], 0, 0.2f); }

        // Synchronous: 0 managed bytes per call once warm. Joins a batch like any other call and blocks until it is done.
        using (ModelResult r = vad.Run([audio, state, scalar])) { ReadOnlySpan<float> p = r.AsSpan<float>(0); Assert.InRange(p[0], 0, 0.2f); }

        ai.Tensors.Set("call:42:audio", audio);
        ai.Tensors.Set("call:42:state", state);
        ai.Tensors.Set("rate", scalar);

        // RedisAI's MODELEXECUTE: store to store.
        await ai.Models.ExecuteAsync("vad", inputs: ["call:42:audio", "call:42:state", "rate"], outputs: ["call:42:p", "call:42:state"], cancellationToken: ct);
        Assert.True(ai.Tensors.Contains("call:42:p"));

        await ai.Models.StoreAsync("vad", ModelSource.FromFile("silero_vad_next.onnx"));   // same key: options kept, loaded and warmed beside the old one, then swapped
        ModelInfo info = ai.Models.GetInfo("vad");         // Key, Version, Backend, Device, Tag, Signature, and run statistics
        IReadOnlyList<ModelInfo> all = ai.Models.List();
        await ai.Models.DeleteAsync("vad");                // running calls finish on what they started with

        Assert.Equal(("vad", 2, "ONNX", Device.Cpu, "v6"), (info.Key, info.Version, info.Backend, info.Device, info.Tag));
        Assert.Equal(["vad"], all.Select(static model => model.Key));
        Assert.Empty(ai.Models.List());
    }

    [Fact]
    public async Task Models_are_called_by_position_with_options()
    {
        CancellationToken ct = CancellationToken.None;

        // Virtual time, so that 50 ms are long enough on any machine.
        await using var ai = new RedisAiEngine(new RedisAiOptions(), [], new ManualTimeProvider());
        await ai.Models.StoreAsync("vad", ModelSource.FromFunction(["input", "sr"], ["output"], inputs => [inputs[0]]));
        IModel vad = ai.Models["vad"];
        using AiTensor audio = AiTensor.Create<float>([1, 2], [3, 4]);
        using AiTensor scalar = AiTensor.Scalar(16000L);
        List<float> firsts = [];

        var inference = new InferenceOptions { Session = "call:42", Timeout = TimeSpan.FromMilliseconds(50) };
        using (ModelResult r = await vad.RunAsync(new NamedTensors { ["input"] = audio, ["sr"] = scalar }, inference, ct)) { firsts.Add(r.AsSpan<float>(0)[0]); }

        // Positional, for hot paths, with or without options; AsSpan reads an output without making a tensor. Inputs without those that are states.
        using (ModelResult r = await vad.RunAsync([audio, scalar], inference, ct)) { ReadOnlySpan<float> p = r.AsSpan<float>(0); firsts.Add(p[0]); }

        // Under overload without the cost of an exception.
        InferenceAttempt attempt = await vad.TryRunAsync([audio, scalar], inference, ct);
        if (attempt.Accepted) { using ModelResult r = attempt.Result; firsts.Add(r.AsSpan<float>(0)[0]); } else { TimeSpan wait = attempt.RetryAfter; Assert.Fail($"Refused for {wait}."); }

        Assert.Equal([3, 3, 3], firsts);
    }

    [Fact]
    public async Task Models_are_made_of_functions()
    {
        await using var ai = new RedisAiEngine();
        using AiTensor x = AiTensor.Scalar(21f);

        await ai.Models.StoreAsync("double", ModelSource.FromFunction(["x"], ["y"], inputs => [ AiTensor.Scalar(2 * inputs[0].AsSpan<float>()[0]) ]));

        using ModelResult r = await ai.Models["double"].RunAsync([x]);
        Assert.Equal(42, r.AsSpan<float>("y")[0]);
    }

    [Fact]
    public async Task Scripts_are_stored_and_called()
    {
        CancellationToken ct = CancellationToken.None;

        // Virtual time, so that a second is long enough on any machine.
        await using var ai = new RedisAiEngine(new RedisAiOptions(), [new TorchBackend()], new ManualTimeProvider());
        await File.WriteAllTextAsync("imagenet.py", Imagenet, ct);
        using AiTensor image = AiTensor.Create<byte>([1, 2], [0, 255]);
        using AiTensor logits = AiTensor.Create<float>([1, 3], [0, 2, 1]);
        ai.Tensors.Set("logits", logits);

        await ai.Scripts.StoreAsync("imagenet", ScriptSource.FromFile("imagenet.py"), new ScriptOptions { EntryPoints = { "pre_process", "post_process" } });
        IScript imagenet = ai.Scripts["imagenet"];                                  // a live handle
        using (ScriptResult r = await imagenet.RunAsync("pre_process", [image], cancellationToken: ct)) { AiTensor x = r[0]; Assert.Equal([-2, 2], x.ToArray<float>()); }
        using (ScriptResult r = await imagenet.RunAsync("rank", [image], keys: ["user:7"], args: ["0.5"], options: new InferenceOptions { Timeout = TimeSpan.FromSeconds(1) }, cancellationToken: ct)) { Assert.Equal([false, true], r[0].ToArray<bool>()); }
        using (ScriptResult r = imagenet.Run("pre_process", [image])) { }           // synchronous hot path
        await ai.Scripts.ExecuteAsync("imagenet", "post_process", inputs: ["logits"], outputs: ["label"], args: [], cancellationToken: ct);   // store to store

        Assert.Equal(4, ai.Scripts.GetInfo("imagenet").Statistics.Calls);
        using AiTensor label = ai.Tensors.GetRequired("label");
        Assert.Equal([1], label.ToArray<long>());
        Assert.Equal("1", ai.Keyspace.Execute("GET", ["user:7"]).Text);
    }

    [Fact]
    public async Task Graphs_are_built_compiled_and_run()
    {
        CancellationToken ct = CancellationToken.None;
        await using var ai = new RedisAiEngine(new TorchBackend());
        await ai.Scripts.StoreAsync("imagenet", ScriptSource.FromText(Imagenet), cancellationToken: ct);
        await ai.Models.StoreAsync("squeezenet", ModelSource.FromFunction(["x"], ["logits"], static inputs => [inputs[0]]), cancellationToken: ct);
        using AiTensor pixels = AiTensor.Create<byte>([1, 3], [0, 255, 5]);
        using AiTensor context = AiTensor.Scalar(1L);
        ai.Tensors.Set("user:7:context", context);

        DagBuilder dag = ai.CreateDag("classify");
        DagValue image  = dag.Input("image");                                  // or dag.Input("image", TensorDataType.UInt8, [-1, -1, 3]): then checked at compile time
        DagValue x      = dag.Script("imagenet", "pre_process", image)[0];
        DagValue logits = dag.Model("squeezenet", x)[0];                      // positional; or dag.Model("m", ("input", x))["output"]
        DagValue label  = dag.Script("imagenet", "post_process", logits)[0];
        DagValue top    = dag.Function("first", static t => t.Slice(0, 1), label);       // a C# node
        DagValue before = dag.Load("{session}:context");                      // from the store; {session} is filled in at run time
        dag.Persist(top, "{session}:label");                                  // to the store, only if the whole run succeeds
        dag.Output("label", label);
        dag.Output("context", before);
        DagPlan classify = dag.Compile();

        using (DagResult r = await classify.RunAsync(new NamedTensors { ["image"] = pixels }, new InferenceOptions { Session = "user:7" }, ct))
        {
            long top1 = r["label"].AsSpan<long>()[0];
            Assert.Equal(1, top1);
            Assert.Equal(1, r.AsSpan<long>("context")[0]);
        }

        using AiTensor kept = ai.Tensors.GetRequired("user:7:label");
        Assert.Equal([1], kept.ToArray<long>());
        Assert.Equal("squeezenet", dag.Model("squeezenet", ("x", x))["logits"].Node.Name[..10]);
    }

    [Fact]
    public async Task Web_application_serves_models_and_scripts()
    {
        string silero = FetchedModels.RequireSilero();
        Directory.CreateDirectory("models");
        File.Copy(silero, "models/silero_vad.onnx");
        Directory.CreateDirectory("scripts");
        await File.WriteAllTextAsync("scripts/imagenet.py", Imagenet);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        builder.Services.AddRedisAi(options =>
            {
                options.Tensors.MaxBytes = 2L << 30;
                options.Tensors.Eviction = TensorEviction.LeastRecentlyUsed;    // or Reject
            })
            .AddOnnxBackend()
            .AddTorchBackend()
            .AddModel("vad", "models/silero_vad.onnx", model => model.Batching.BatchSize = 32)
            .AddScript("imagenet", "scripts/imagenet.py", "pre_process", "post_process");
        builder.Services.AddHealthChecks().AddRedisAi();

        await using WebApplication app = builder.Build();
        app.MapGet("/sessions", (IRedisAi ai) => ai.Tensors.Count);
        app.MapGet("/vad", ([FromKeyedServices("vad")] IModel vad) => vad.Signature.ToString());
        app.MapGet("/label", ([FromKeyedServices("imagenet")] IScript imagenet) =>
        {
            using AiTensor logits = AiTensor.Create<float>([1, 3], [0, 2, 1]);
            using ScriptResult r = imagenet.Run("post_process", [logits]);
            return r.AsSpan<long>(0)[0];
        });
        app.MapHealthChecks("/health");
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal("0", await GetAsync("/sessions"));
        Assert.Contains("input Float32[", await GetAsync("/vad"), StringComparison.Ordinal);
        Assert.Equal("1", await GetAsync("/label"));
        Assert.Equal("Healthy", await GetAsync("/health"));
        await app.StopAsync();

        Task<string> GetAsync(string path) => client.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    [Fact]
    public async Task Errors_carry_what_was_asked_for()
    {
        await using var ai = new RedisAiEngine(new RedisAiOptions { Tensors = { MaxBytes = 8 } }, [new OnnxBackend()]);
        using AiTensor x = AiTensor.Create<float>([3], [1, 2, 3]);
        await ai.Models.StoreAsync("add", ModelSource.FromFile(TestData.Path("onnx", "add_dynamic.onnx")));

        Assert.Equal("nobody", Assert.Throws<ModelNotFoundException>(() => ai.Models["nobody"]).Key);
        Assert.Equal("nobody", Assert.Throws<ScriptNotFoundException>(() => ai.Scripts["nobody"]).Key);
        Assert.Equal("nothing", Assert.Throws<TensorNotFoundException>(() => ai.Tensors.GetRequired("nothing")).Key);

        TensorMismatchException mismatch = Assert.Throws<TensorMismatchException>(() => ai.Models["add"].Run([x, x]));
        Assert.Equal(("a", "Float32[N,M]", "Float32[3]"), (mismatch.Name, mismatch.Expected, mismatch.Actual));

        TensorStoreFullException full = Assert.Throws<TensorStoreFullException>(() => ai.Tensors.Set("x", x));
        Assert.Equal((12, 8), (full.Requested, full.Available));

        await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("bad", ModelSource.FromFile(TestData.Path("onnx", "not_a_model.onnx"))));

        // It declares any number of rows, and takes one.
        await ai.Models.StoreAsync("one", ModelSource.FromFile(TestData.Path("onnx", "one_row_inside.onnx")));
        using AiTensor rows = AiTensor.Create<float>([2, 4], static span => span.Clear());
        BackendException native = Assert.Throws<BackendException>(() => ai.Models["one"].Run([rows]));
        Assert.Equal(("one", "ONNX"), (native.Key, native.Backend));
        Assert.NotEqual(0, native.NativeCode);
        Assert.NotEmpty(native.NativeMessage);
    }

    [Fact]
    public void Every_error_of_ours_has_one_base()
    {
        RedisAiException[] errors =
        [
            new ModelNotFoundException("key"),
            new TensorNotFoundException("key"),
            new TensorMismatchException("name", "expected", "actual", "message"),
            new ModelLoadException("message"),
            new BackendException("ONNX", 1, "message"),
            new BackendUnavailableException("ONNX", "message"),
            new EngineOverloadedException(TimeSpan.FromMilliseconds(5)),
            new TensorStoreFullException(2, 1),
            new ScriptNotFoundException("key"),
            new ScriptCompilationException("message"),
            new KeyspaceException("message"),
            new DagCommandException("ERR"),
            new DagCompilationException("plan", ["problem"]),
            new DagExecutionException("plan", "node", new InvalidOperationException("cause")),
            new DagNotFoundException("plan"),
            new DurableStorageException("message"),
            new SharedStoreException("store", "message"),
            new SessionMovedException("session"),
        ];

        Assert.Equal(
            typeof(RedisAiException).Assembly.GetExportedTypes().Where(static type => type.IsSubclassOf(typeof(RedisAiException))).Select(static type => type.Name).Order(StringComparer.Ordinal),
            errors.Select(static error => error.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromMilliseconds(5), ((EngineOverloadedException)errors[6]).RetryAfter);
    }
}
