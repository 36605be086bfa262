namespace RedisAi.Backends.Torch.Tests;

/// <summary>What scripts call back: the keyspace, the models and the tensors of the engine.</summary>
public sealed class ScriptHostTests
{
    [Fact]
    public async Task Keyspace_answers_texts_numbers_lists_and_nothing()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(tensors: List[Tensor], keys: List[str], args: List[str]):
                redis.execute("SET", keys[0], "größe")
                text = redis.execute("GET", keys[0])
                none = redis.execute("GET", "absent")
                n = redis.execute("INCR", "counter")
                redis.execute("RPUSH", "list", ["a", "b", "c"])
                redis.execute("RPUSH", ["list", "d"])
                redis.execute("HSET", "hash", "field", "value")
                items = redis.asList(redis.execute("LRANGE", "list", "0", "-1"))
                values = redis.asList(redis.execute("HVALS", "hash"))
                deleted = redis.execute("DEL", keys[0])
                exists = redis.execute("EXISTS", keys[0])
                pong = redis.execute("PING")
                assert isinstance(n, int)
                return str(text), n, [str(i) for i in items], str(values[0]), str(pong), str(deleted), str(exists), str(none)
            """);

        using ScriptResult result = ai.Scripts["s"].Run("f", [], keys: ["k"]);

        Assert.Equal("größe", result[0].AsStrings()[0]);
        Assert.Equal(1, result[1].AsSpan<long>()[0]);
        Assert.Equal(["a", "b", "c", "d"], result[2].AsStrings().ToArray());
        Assert.Equal("value", result[3].AsStrings()[0]);
        Assert.Equal("PONG", result[4].AsStrings()[0]);
        Assert.Equal("1", result[5].AsStrings()[0]);
        Assert.Equal("0", result[6].AsStrings()[0]);
        Assert.Equal("None", result[7].AsStrings()[0]);
    }

    [Fact]
    public async Task Side_effects_are_never_optimized_away()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x):
                redis.execute("INCR", "counter")
                for i in range(3):
                    redis.execute("INCR", "counter")
                y = redis.execute("INCR", "counter")
                redisAI.tensor_set("written", x)
                redisAI.tensor_set("twice", x * 2)
                return x
            """);
        using AiTensor x = TorchModels.Filled(1, 2);
        for (int i = 1; i <= 5; i++)
        {
            ai.Scripts["s"].Run("f", [x]).Dispose();

            Assert.Equal($"{5 * i}", ai.Keyspace.Execute("GET", ["counter"]).Text);
        }

        Assert.True(ai.Tensors.Contains("written") && ai.Tensors.Contains("twice"));
    }

    [Fact]
    public async Task Refused_command_fails_the_script_with_redis_own_text()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x):
                redis.execute("SET", "k", "text")
                redis.execute("INCR", "k")
                return x
            """);
        using AiTensor x = TorchModels.Filled(1, 2);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));

        Assert.Contains("Redis command returned an error: ERR value is not an integer or out of range", error.NativeMessage, StringComparison.Ordinal);
        Assert.Contains("line 3", error.NativeMessage, StringComparison.Ordinal);
        Assert.IsType<KeyspaceException>(error.InnerException);
    }

    [Fact]
    public async Task Application_may_bring_its_own_keyspace_and_what_it_throws_is_not_lost()
    {
        ThrowingKeyspace keyspace = new();
        await using RedisAiEngine ai = new(new RedisAiOptions { Keyspace = keyspace }, [new TorchBackend()]);
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x):\n    redis.execute(\"ANY\", \"a\", \"b\")\n    return x\n"));
        using AiTensor x = TorchModels.Filled(1, 2);

        // Many times: nothing of the failed call may be in the way of the next one.
        for (int i = 0; i < 100; i++)
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));
            Assert.Same(keyspace.Thrown, error.InnerException);
            Assert.Contains("out of order", error.NativeMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tensors_are_read_from_the_store_and_written_to_it()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def step(x):
                state = redisAI.tensor_get("state")
                next = state + x
                redisAI.tensor_set("state", next)
                return next * 10
            """);
        using (AiTensor zero = TorchModels.Filled(0, 3))
        {
            ai.Tensors.Set("state", zero);
        }

        using AiTensor x = TorchModels.Floats([3], 1, 2, 3);
        for (int i = 1; i <= 20; i++)
        {
            using ScriptResult result = ai.Scripts["s"].Run("step", [x]);
            Assert.Equal([10 * i, 20 * i, 30 * i], result[0].ToArray<float>());
        }

        using AiTensor state = ai.Tensors.GetRequired("state");
        Assert.Equal([20, 40, 60], state.ToArray<float>());
    }

    [Fact]
    public async Task Absent_tensor_and_absent_model_fail_the_script_with_the_exception_within()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def tensor(x):
                return redisAI.tensor_get("größe")

            def model(x):
                return redisAI.model_execute("absent", [x], 1)
            """);
        using AiTensor x = TorchModels.Filled(1, 2);

        BackendException tensor = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("tensor", [x]));
        BackendException model = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("model", [x]));

        Assert.Equal("größe", Assert.IsType<TensorNotFoundException>(tensor.InnerException).Key);
        Assert.Equal("absent", Assert.IsType<ModelNotFoundException>(model.InnerException).Key);
    }

    [Fact]
    public async Task Script_that_changes_tensors_in_place_never_changes_those_of_the_store()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x):
                read = redisAI.tensor_get("state")
                read.add_(100)
                redisAI.tensor_set("kept", x)
                x.mul_(0)
                redisAI.tensor_set("read", read)
                read.add_(1)
                return read
            """);
        using AiTensor state = TorchModels.Floats([2], 1, 2);
        using AiTensor x = TorchModels.Floats([2], 7, 8);
        ai.Tensors.Set("state", state);

        using ScriptResult result = ai.Scripts["s"].Run("f", [x]);

        Assert.Equal([102, 103], result[0].ToArray<float>());
        Assert.Equal([1, 2], state.ToArray<float>());
        Assert.Equal([7, 8], x.ToArray<float>());
        using AiTensor kept = ai.Tensors.GetRequired("kept");
        using AiTensor read = ai.Tensors.GetRequired("read");
        Assert.Equal([7, 8], kept.ToArray<float>());
        Assert.Equal([101, 102], read.ToArray<float>());
    }

    [Fact]
    public async Task Tensor_that_the_script_put_into_the_store_outlives_script_and_input()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    redisAI.tensor_set(\"input\", x)\n    redisAI.tensor_set(\"made\", x + 1)\n    return x\n");
        using (AiTensor x = TorchModels.Filled(1, 5_000))
        {
            ai.Scripts["s"].Run("f", [x]).Dispose();
        }

        await ai.Scripts.DeleteAsync("s");
        using AiTensor other = TorchModels.Filled(-1, 5_000);

        using AiTensor input = ai.Tensors.GetRequired("input");
        using AiTensor made = ai.Tensors.GetRequired("made");
        Assert.True(input.AsSpan<float>().IndexOfAnyExcept(1f) < 0);
        Assert.True(made.AsSpan<float>().IndexOfAnyExcept(2f) < 0);
    }

    [Fact]
    public async Task Models_of_every_backend_are_run()
    {
        await using RedisAiEngine ai = new(new TorchBackend(), new Onnx.OnnxBackend());
        await ai.Models.StoreAsync("torch", TorchModels.Source("add16"));
        await ai.Models.StoreAsync("onnx", ModelSource.FromFile(Testing.TestData.Path("onnx", "add16.onnx")));
        await ai.Models.StoreAsync("function", ModelSource.FromFunction(["x"], ["x", "double"], static inputs => [inputs[0], AiTensor.Create<float>([16], [.. inputs[0].ToArray<float>().Select(static value => 2 * value)])]));
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("""
            def f(x):
                a = redisAI.model_execute("torch", [x, x], 1)[0]
                b = redisAI.model_execute("onnx", [a, x], 1)[0]
                same, double = redisAI.model_execute("function", [b], 2)
                return same + double
            """));
        using AiTensor x = TorchModels.Filled(1, 16);
        for (int i = 0; i < 20; i++)
        {
            using ScriptResult result = ai.Scripts["s"].Run("f", [x]);
            Assert.Equal(9, result[0].AsSpan<float>()[15]);
        }

        Assert.Equal(20, ai.Models.GetInfo("onnx").Statistics.Calls);
    }

    [Fact]
    public async Task Wrong_number_of_outputs_and_model_that_throws_fail_the_script()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def two(x):
                return redisAI.model_execute("one", [x], 2)

            def throws(x):
                return redisAI.model_execute("throws", [x], 1)
            """);
        await ai.Models.StoreAsync("one", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        await ai.Models.StoreAsync("throws", ModelSource.FromFunction(["x"], ["y"], static _ => throw new FormatException("thrown on purpose")));
        using AiTensor x = TorchModels.Filled(1, 16);

        Assert.IsType<TensorMismatchException>(Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("two", [x])).InnerException);
        Assert.IsType<FormatException>(Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("throws", [x])).InnerException);
    }

    [Fact]
    public async Task Script_runs_a_model_that_runs_a_script()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def outer(x):
                return redisAI.model_execute("bridge", [x], 1)[0] + 1

            def inner(x):
                redis.execute("INCR", "inner")
                return x * 10
            """);
        IScript script = ai.Scripts["s"];
        await ai.Models.StoreAsync("bridge", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            using ScriptResult result = script.Run("inner", [inputs[0]]);
            return [result.Detach(0)];
        }));
        using AiTensor x = TorchModels.Filled(2, 3);

        Testing.Threads.Run(3, _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                using ScriptResult result = script.Run("outer", [x]);
                Assert.Equal([21, 21, 21], result[0].ToArray<float>());
            }
        });

        Assert.Equal("150", ai.Keyspace.Execute("GET", ["inner"]).Text);
    }

    [Fact]
    public async Task Tensors_of_strings_in_the_store_are_refused_to_scripts()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    return redisAI.tensor_get(\"texts\")\n");
        using AiTensor texts = AiTensor.CreateStrings([1], ["x"]);
        ai.Tensors.Set("texts", texts);
        using AiTensor x = TorchModels.Filled(1, 1);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));

        Assert.Contains("strings", error.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_that_no_tensor_of_ours_can_hold_are_refused_and_nothing_is_left_behind()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def model(x):
                return redisAI.model_execute("m", [x, torch.complex(x, x)], 1)

            def store(x):
                redisAI.tensor_set("k", torch.complex(x, x))
                return x

            def result(x):
                return x, torch.complex(x, x)
            """);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x", "y"], ["z"], static inputs => [inputs[0]]));
        using AiTensor x = TorchModels.Filled(1, 5_000);

        foreach (string function in (string[])["model", "store", "result"])
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run(function, [x]));
            Assert.Contains("ComplexFloat", error.NativeMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Outputs_of_a_model_after_one_that_libtorch_cannot_hold_are_let_go()
    {
        int released = 0;
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    return redisAI.model_execute(\"m\", [x], 4)\n");
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["a", "b", "c", "d"], _ =>
            [Wrapped<float>(), Wrapped<ushort>(), Wrapped<float>(), Wrapped<ulong>()]));
        await ai.Scripts.StoreAsync("get", ScriptSource.FromText("def f(x):\n    return redisAI.tensor_get(\"wide\")\n"));
        using (AiTensor wide = Wrapped<ushort>())
        {
            ai.Tensors.Set("wide", wide);
        }

        using AiTensor x = TorchModels.Filled(1, 2);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));
        BackendException read = Assert.Throws<BackendException>(() => ai.Scripts["get"].Run("f", [x]));

        Assert.Contains("UInt16", error.NativeMessage, StringComparison.Ordinal);
        Assert.Contains("UInt16", read.NativeMessage, StringComparison.Ordinal);
        Assert.Equal(4, released);
        ai.Tensors.Remove("wide");
        Assert.Equal(5, released);

        AiTensor Wrapped<T>()
            where T : unmanaged => AiTensor.Wrap<T>([4], new T[4], () => released++);
    }

    [Fact]
    public async Task Model_may_not_call_the_keyspace()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        byte[] calling = TorchModels.Rewritten("add16", "return torch.add", "_0 = ops.redis.execute(\"SET\", [\"k\", \"v\"])\n    return torch.add");
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(calling), new ModelOptions { Backend = "TORCH" });
        using AiTensor x = TorchModels.Filled(1, 16);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([x, x]));

        Assert.Contains("Only a script may use redis and redisAI; a model may not.", error.NativeMessage, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal(0, ai.Keyspace.Execute("EXISTS", ["k"]).Integer);
    }

    [Fact]
    public async Task Callbacks_run_on_many_threads_at_once()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x, keys: List[str], args: List[str]):
                redis.execute("INCR", "calls")
                redisAI.tensor_set(keys[0], x)
                return redisAI.tensor_get(keys[0]) + 1
            """);

        Testing.Threads.Run(4, thread =>
        {
            using AiTensor x = TorchModels.Filled(thread, 8);
            string[] keys = [$"t{thread}"];
            for (int i = 0; i < 300; i++)
            {
                using ScriptResult result = ai.Scripts["s"].Run("f", [x], keys: keys);
                Assert.Equal(thread + 1, result.AsSpan<float>(0)[7]);
            }
        });

        Assert.Equal("1200", ai.Keyspace.Execute("GET", ["calls"]).Text);
    }

    private sealed class ThrowingKeyspace : IKeyspace
    {
        public InvalidOperationException Thrown { get; } = new("The keyspace is out of order.");

        public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments) => throw Thrown;
    }
}
