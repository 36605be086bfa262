using RedisAi.Backends;
using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

public sealed class ScriptHostTests
{
    // As a backend does with what a callback throws.
    private static readonly FakeScript s_model = new FakeScript().Add("f", static call =>
    {
        TensorValue[] outputs = new TensorValue[call.Args.Length > 0 ? int.Parse(call.Args[0], provider: null) : 1];
        try
        {
            call.Host.RunModel(call.Keys[0], call.Inputs, outputs);
        }
        catch (Exception error)
        {
            Assert.All(outputs, static output => Assert.True(output.IsEmpty));
            throw new BackendException("FAKESCRIPT", 1, error.Message, error);
        }

        foreach (TensorValue output in outputs)
        {
            call.Outputs.Add(output);
        }
    });

    [Fact]
    public async Task Script_runs_a_model_of_another_backend_which_counts()
    {
        await using RedisAiEngine ai = await EngineAsync(s_model);
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(21);

        using ScriptResult result = ai.Scripts["s"].Run("f", [x], keys: ["double"]);

        Assert.Equal([42], result.AsSpan<float>(0).ToArray());
        Assert.Equal((1, 1), (ai.Models.GetInfo("double").Statistics.Calls, ai.Scripts.GetInfo("s").Statistics.Calls));
    }

    [Fact]
    public async Task Outputs_that_are_the_inputs_come_back()
    {
        await using RedisAiEngine ai = await EngineAsync(s_model);
        await ai.Models.StoreAsync("swap", ModelSource.FromFunction(["a", "b"], ["c", "d"], static inputs => [inputs[1], inputs[0]]));
        using AiTensor a = Functions.Vec(1);
        using AiTensor b = Functions.Vec(2);

        using ScriptResult result = ai.Scripts["s"].Run("f", [a, b], keys: ["swap"], args: ["2"]);

        Assert.Equal((2, 1), (result.AsSpan<float>(0)[0], result.AsSpan<float>(1)[0]));
    }

    [Fact]
    public async Task Optional_output_that_was_not_given_is_empty()
    {
        bool empty = false;
        FakeBackend models = new((session, stop, inputs, outputs) => FakeSession.Echo(session, stop, inputs, outputs))
        {
            Signature = new ModelSignature([Functions.Spec("x"), Functions.Spec("mask") with { IsOptional = true }], [Functions.Spec("y"), Functions.Spec("z") with { IsOptional = true }]),
        };
        await using RedisAiEngine ai = await EngineAsync(
            new FakeScript().Add("f", call =>
            {
                TensorValue[] outputs = new TensorValue[2];
                call.Host.RunModel("m", call.Inputs, outputs);
                empty = outputs[1].IsEmpty;
                call.Outputs.Add(outputs[0]);
            }),
            backend: models);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using AiTensor x = Functions.Vec(3);

        using ScriptResult result = ai.Scripts["s"].Run("f", [x]);

        Assert.True(empty);
        Assert.Equal([3], result.AsSpan<float>(0).ToArray());
    }

    [Theory]
    [InlineData("absent", "1", typeof(ModelNotFoundException), "There is no model under the key 'absent'.")]
    [InlineData("double", "2", typeof(TensorMismatchException), "Model 'double' has 1 output; 2 were asked for.")]
    [InlineData("two", "2", typeof(TensorMismatchException), "Model 'two' takes 2 inputs ('a', 'b'); 1 was given.")]
    [InlineData("throws", "1", typeof(FormatException), "by itself")]
    public async Task What_the_model_call_throws_is_the_inner_exception(string key, string count, Type type, string message)
    {
        await using RedisAiEngine ai = await EngineAsync(s_model);
        await ai.Models.StoreAsync("double", Functions.Double);
        await ai.Models.StoreAsync("two", Functions.TwoOutputs);
        await ai.Models.StoreAsync("throws", ModelSource.FromFunction(Functions.Vector, static IReadOnlyList<AiTensor> (_) => throw new FormatException("by itself")));
        using AiTensor x = Functions.Vec(1);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x], keys: [key], args: [count]));

        Assert.IsType(type, error.InnerException);
        Assert.Equal(message, error.InnerException!.Message);
    }

    [Fact]
    public async Task Input_of_the_wrong_type_is_refused_before_the_model_runs()
    {
        await using RedisAiEngine ai = await EngineAsync(s_model);
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor wrong = AiTensor.Scalar(1L);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [wrong], keys: ["double"]));

        Assert.Equal("Input 'x' of model 'double' is Int64[]; the model takes Float32[-1].", error.InnerException!.Message);
        Assert.Equal(0, ai.Models.GetInfo("double").Statistics.Calls);
    }

    [Fact]
    public async Task Script_that_runs_a_function_that_runs_the_script_does_not_deadlock()
    {
        await using RedisAiEngine ai = await EngineAsync(s_model);
        await ai.Models.StoreAsync("again", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            float depth = inputs[0].AsSpan<float>()[0];
            if (depth == 0)
            {
                return [AiTensor.Scalar(100f)];
            }

            using AiTensor less = Functions.Vec(depth - 1);
            using ScriptResult result = ai.Scripts["s"].Run("f", [less], keys: ["again"]);
            return [result.Detach(0)];
        }));

        Parallel.For(0, 4, _ =>
        {
            using AiTensor depth = Functions.Vec(5);
            using ScriptResult result = ai.Scripts["s"].Run("f", [depth], keys: ["again"]);
            Assert.Equal(100, result.AsSpan<float>(0)[0]);
        });

        Assert.Equal((24, 24), (ai.Models.GetInfo("again").Statistics.Calls, ai.Scripts.GetInfo("s").Statistics.Calls));
    }

    [Fact]
    public async Task Script_gets_and_sets_tensors_of_the_store()
    {
        await using RedisAiEngine ai = await EngineAsync(new FakeScript().Add("f", static call =>
        {
            TensorValue found = call.Host.GetTensor(call.Keys[0]);
            call.Outputs.Add(found);
            call.Host.SetTensor("copy", found);
        }));
        using AiTensor x = Functions.Vec(1, 2);
        ai.Tensors.Set("x", x);

        ai.Scripts["s"].Run("f", [], keys: ["x"]).Dispose();
        ai.Tensors.Remove("x");

        using AiTensor copy = ai.Tensors.GetRequired("copy");
        Assert.Equal([1, 2], copy.ToArray<float>());
        Assert.Equal(8, ai.Tensors.ByteLength);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tensor_that_expires_or_may_be_evicted_is_found_until_then(bool evicts)
    {
        ManualTimeProvider time = new();
        RedisAiOptions options = new();
        if (evicts)
        {
            options.Tensors.MaxBytes = 1024;
            options.Tensors.Eviction = TensorEviction.LeastRecentlyUsed;
        }

        FakeScript script = new FakeScript().Add("f", static call => call.Outputs.Add(call.Host.GetTensor("x")));
        await using RedisAiEngine ai = new(options, [new FakeScriptBackend(script)], time);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        using AiTensor x = Functions.Vec(5);
        ai.Tensors.Set("x", x, TimeSpan.FromSeconds(1));

        using (ScriptResult result = ai.Scripts["s"].Run("f", []))
        {
            Assert.Equal([5], result.AsSpan<float>(0).ToArray());
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("x", Assert.Throws<TensorNotFoundException>(() => ai.Scripts["s"].Run("f", [])).Key);
    }

    [Fact]
    public async Task Reading_a_tensor_races_with_writers_and_neither_tears_nor_leaks()
    {
        await using RedisAiEngine ai = await EngineAsync(new FakeScript().Add("f", static call => call.Outputs.Add(call.Host.GetTensor("x"))));
        IScript script = ai.Scripts["s"];
        using AiTensor one = Functions.Vec(1, 1, 1);
        using AiTensor two = Functions.Vec(2, 2);
        ai.Tensors.Set("x", one);
        using CancellationTokenSource done = new();
        Task writer = Task.Run(() =>
        {
            for (int i = 0; !done.IsCancellationRequested; i++)
            {
                ai.Tensors.Set("x", i % 2 == 0 ? two : one);
            }
        });

        for (int i = 0; i < 20_000; i++)
        {
            using ScriptResult result = script.Run("f", []);
            ReadOnlySpan<float> values = result.AsSpan<float>(0);
            Assert.True(values is [1, 1, 1] or [2, 2], "A value is half of one tensor and half of another.");
        }

        await done.CancelAsync();
        await Eventually.EndsAsync(writer);
    }

    [Fact]
    public async Task Script_reaches_the_keyspace_of_the_engine()
    {
        List<KeyspaceReply> replies = [];
        await using RedisAiEngine ai = await EngineAsync(new FakeScript().Add("f", call => replies.Add(call.Host.ExecuteCommand(call.Keys[0], call.Args))));
        ai.Keyspace.Execute("SET", ["greeting", "hello"]);
        IScript script = ai.Scripts["s"];

        script.Run("f", [], ["GET"], ["greeting"]).Dispose();
        script.Run("f", [], ["incrby"], ["count", "5"]).Dispose();

        Assert.Equal([KeyspaceReply.FromText("hello"), KeyspaceReply.FromInteger(5)], replies);
        Assert.Equal("5", ai.Keyspace.Execute("GET", ["count"]).Text);
        Assert.Equal(
            "ERR wrong number of arguments for 'get' command", Assert.Throws<KeyspaceException>(() => script.Run("f", [], ["GET"], [])).Message);
    }

    [Fact]
    public async Task Application_can_give_a_keyspace_of_its_own()
    {
        OwnKeyspace own = new();
        await using RedisAiEngine ai = new(
            new RedisAiOptions { Keyspace = own }, [new FakeScriptBackend(new FakeScript().Add("f", static call => call.Host.ExecuteCommand("GET", ["a"])))]);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        ai.Scripts["s"].Run("f", []).Dispose();

        Assert.Same(own, ai.Keyspace);
        Assert.Equal("GET a", own.Seen);
    }

    [Fact]
    public async Task Host_refuses_once_the_call_has_ended()
    {
        IScriptHost? kept = null;
        await using RedisAiEngine ai = await EngineAsync(new FakeScript().Add("f", call => kept = call.Host));
        ai.Scripts["s"].Run("f", []).Dispose();

        Assert.Throws<InvalidOperationException>(() => kept!.GetTensor("x"));
        Assert.Throws<InvalidOperationException>(() => kept!.ExecuteCommand("PING", []));
        Assert.Throws<InvalidOperationException>(() => kept!.SetTensor("x", default));
        Assert.Throws<InvalidOperationException>(() => kept!.RunModel("m", [], []));
    }

    private static async Task<RedisAiEngine> EngineAsync(FakeScript script, IBackend? backend = null)
    {
        RedisAiEngine ai = backend is null ? new(new FakeScriptBackend(script)) : new(new FakeScriptBackend(script), backend);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        return ai;
    }

    private sealed class OwnKeyspace : IKeyspace
    {
        public string Seen { get; private set; } = "";

        public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments)
        {
            Seen = $"{command} {string.Join(' ', arguments.ToArray())}";
            return KeyspaceReply.Null;
        }
    }
}
