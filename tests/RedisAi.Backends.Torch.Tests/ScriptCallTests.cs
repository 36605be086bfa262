namespace RedisAi.Backends.Torch.Tests;

/// <summary>How the tensors, keys and arguments of a call come to the parameters of a function, and its results back.</summary>
public sealed class ScriptCallTests
{
    private const string Source = """
        import torch
        from typing import List, Optional, Tuple

        def entry(tensors: List[Tensor], keys: List[str], args: List[str]):
            return tensors[0] + len(tensors), keys[0] + "!", [float(a) for a in args]

        def plain(a, b):
            return a - b

        def rest(first: Tensor, others: List[Tensor]):
            for other in others:
                first = first + other
            return first

        def optional(x: Tensor, bias: Optional[Tensor] = None):
            return x if bias is None else x + bias

        def pair(p: Tuple[Tensor, Tensor], n: int = 2):
            return (p[0] - p[1]) * n

        def with_texts(x, keys: List[str], args: List[str]):
            return x * len(keys) - len(args)

        def nothing(x):
            print("", end="") if False else None

        def nested(x):
            return x, (x + 1, [x + 2, x + 3]), {"k": x + 4}, None, 5, 0.5, True, "text", ["a", "b"], [1, 2]

        def empty_list(x) -> List[Tensor]:
            return []

        def empty_texts(x):
            texts: List[str] = []
            numbers: List[int] = []
            return texts, numbers, x

        def needs_number(x, n: int):
            return x * n

        def device(x, d: Device):
            return x
        """;

    private static string Compiling => Source.Replace("    print(\"\", end=\"\") if False else None\n", "    y = x + 1\n", StringComparison.Ordinal).Replace("\ndef device(x, d: Device):\n    return x", "", StringComparison.Ordinal);

    [Fact]
    public async Task Entry_point_gets_tensors_keys_and_arguments()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Compiling, new ScriptOptions { EntryPoints = { "entry" } });
        using AiTensor x = TorchModels.Filled(1, 2);

        using ScriptResult result = ai.Scripts["s"].Run("entry", [x, x, x], keys: ["größe"], args: ["0.5", "-2"]);

        Assert.Equal(3, result.Count);
        Assert.Equal([4, 4], result[0].ToArray<float>());
        Assert.Equal(["größe!"], result[1].AsStrings().ToArray());
        Assert.Equal([0.5, -2], result[2].ToArray<double>());
    }

    [Fact]
    public async Task Plain_parameters_take_tensors_in_order()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Compiling);
        IScript script = ai.Scripts["s"];
        using AiTensor one = TorchModels.Filled(1, 2);
        using AiTensor ten = TorchModels.Filled(10, 2);
        using AiTensor three = AiTensor.Scalar(3L);

        Assert.Equal([-9, -9], Run("plain", one, ten));
        Assert.Equal([1, 1], Run("rest", one));
        Assert.Equal([21, 21], Run("rest", one, ten, ten));
        Assert.Equal([1, 1], Run("optional", one));
        Assert.Equal([11, 11], Run("optional", one, ten));
        Assert.Equal([18, 18], Run("pair", ten, one));
        Assert.Equal([27, 27], Run("pair", ten, one, three));
        Assert.Equal([30, 30], Run("needs_number", ten, three));
        using ScriptResult texts = script.Run("with_texts", [ten], keys: ["a", "b"], args: ["c"]);
        Assert.Equal([19, 19], texts[0].ToArray<float>());

        float[] Run(string function, params AiTensor[] inputs)
        {
            using ScriptResult result = script.Run(function, inputs);
            return result[0].ToArray<float>();
        }
    }

    [Fact]
    public async Task Inputs_that_do_not_fit_are_refused_with_the_parameter()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Compiling);
        using AiTensor x = TorchModels.Filled(1, 2);

        Assert.Contains("for the parameter 'b'", Refused("plain", x), StringComparison.Ordinal);
        Assert.Contains("it takes 2 tensors; 3 were given", Refused("plain", x, x, x), StringComparison.Ordinal);
        using AiTensor fraction = AiTensor.Scalar(2.5f);
        Assert.Contains("'n' is an int; the tensor given for it has elements of type Float", Refused("needs_number", x, fraction), StringComparison.Ordinal);
        Assert.Contains("'n' is a number; the tensor given for it has 2 elements", Refused("needs_number", x, x), StringComparison.Ordinal);

        string Refused(string function, params AiTensor[] inputs) =>
            Assert.Throws<TensorMismatchException>(() => ai.Scripts["s"].Run(function, inputs)).Message;
    }

    [Fact]
    public async Task Results_of_all_kinds_come_back_flat_and_in_order()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Compiling);
        using AiTensor x = TorchModels.Filled(1, 2);

        using ScriptResult result = ai.Scripts["s"].Run("nested", [x]);

        Assert.Equal(12, result.Count);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal([i + 1, i + 1], result[i].ToArray<float>());
        }

        Assert.Equal(5, result["k"].AsSpan<float>()[0]);
        Assert.Contains("is None", Assert.Throws<InvalidOperationException>(() => result[5]).Message, StringComparison.Ordinal);
        Assert.Equal(5, result[6].AsSpan<long>()[0]);
        Assert.Equal(0, result[6].Rank);
        Assert.Equal(0.5, result[7].AsSpan<double>()[0]);
        Assert.True(result[8].AsSpan<bool>()[0]);
        Assert.Equal(["text"], result[9].AsStrings().ToArray());
        Assert.Equal(["a", "b"], result[10].AsStrings().ToArray());
        Assert.Equal([1, 2], result[11].ToArray<long>());
    }

    [Fact]
    public async Task Function_that_returns_nothing_gives_no_results()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Compiling);
        using AiTensor x = TorchModels.Filled(1, 2);

        using ScriptResult nothing = ai.Scripts["s"].Run("nothing", [x]);
        using ScriptResult list = ai.Scripts["s"].Run("empty_list", [x]);

        Assert.Equal((0, 0), (nothing.Count, list.Count));
        using ScriptResult texts = ai.Scripts["s"].Run("empty_texts", [x]);
        Assert.Equal(["String[0]", "Int64[0]", "Float32[2]"], [texts[0].ToString(), texts[1].ToString(), texts[2].ToString()]);
    }

    [Fact]
    public async Task Result_that_is_an_input_is_safe_and_in_place_operators_change_a_copy()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def same(x):
                return x

            def change(x):
                x += 1
                x[0] = 100
                return x

            def change_view(xs: List[Tensor]):
                xs[0].view(-1).mul_(2)
                return xs[0]
            """);
        AiTensor input = TorchModels.Floats([2], 1, 2);
        ScriptResult same = ai.Scripts["s"].Run("same", [input]);
        using ScriptResult changed = ai.Scripts["s"].Run("change", [input]);
        using ScriptResult viewed = ai.Scripts["s"].Run("change_view", [input]);

        Assert.Equal([1, 2], input.ToArray<float>());
        Assert.Equal([100, 3], changed[0].ToArray<float>());
        Assert.Equal([2, 4], viewed[0].ToArray<float>());
        input.Dispose();
        using AiTensor other = TorchModels.Filled(-1, 2);
        Assert.Equal([1, 2], same[0].ToArray<float>());
        same.Dispose();
    }

    [Fact]
    public async Task Result_without_memory_of_its_own_is_zeros_or_refused_and_never_taken_for_another_type()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def zeros(x):
                return torch._efficientzerotensor([3]), torch._efficientzerotensor([2000]), torch._efficientzerotensor([0])

            def stored(x):
                redisAI.tensor_set("zeros", torch._efficientzerotensor([3]))
                return redisAI.tensor_get("zeros")

            def given(x):
                return redisAI.model_execute("m", [torch._efficientzerotensor([3])], 1)

            def undefined(x):
                return x, torch.native_batch_norm_backward(x, x, None, None, None, x[0], x[0], True, 1e-5, [False, False, False])[0], "text", None

            def meta(x):
                return torch.empty([2], device="meta")
            """);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using AiTensor x = TorchModels.Filled(1, 2, 3);

        using ScriptResult zeros = ai.Scripts["s"].Run("zeros", [x]);
        Assert.Equal(new float[3], zeros[0].ToArray<float>());
        Assert.Equal(new float[2000], zeros[1].ToArray<float>());
        Assert.Empty(zeros[2].ToArray<float>());
        foreach (string function in (string[])["stored", "given"])
        {
            using ScriptResult same = ai.Scripts["s"].Run(function, [x]);
            Assert.Equal(new float[3], same[0].ToArray<float>());
        }

        Assert.Contains("undefined tensor", Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("undefined", [x])).NativeMessage, StringComparison.Ordinal);
        Assert.Contains("meta", Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("meta", [x])).NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_reads_the_types_and_constants_that_python_has()
    {
        float[] result = await TorchScripts.RunAsync(
            """
            def all(x: torch.Tensor):
                y = x.to(torch.float64) + math.pi + math.floor(1.5) + math.sqrt(4.0)
                y = torch.zeros_like(y, dtype=torch.float32) + y.to(torch.float32)
                if math.isinf(math.inf) and torch.inf > 0:
                    y = y + torch.ops.aten.relu(x)
                return y.to(torch.half).to(torch.float)

            def raises(x):
                if x.numel() > 0:
                    raise ValueError("none of that")
                return x
            """,
            "all",
            [0.5f]);

        Assert.Equal((float)(Half)(0.5f + MathF.PI + 1 + 2 + 0.5f), result[0], 2e-3f);
    }

    [Fact]
    public async Task Raised_error_has_its_kind_text_and_line()
    {
        BackendException error = await Assert.ThrowsAsync<BackendException>(() => TorchScripts.RunAsync(
            """
            def raises(x):
                if x.numel() > 0:
                    raise ValueError("none of that")
                return x
            """,
            "raises",
            [1]));

        Assert.Contains("ValueError: none of that", error.NativeMessage, StringComparison.Ordinal);
        Assert.Contains("line 3", error.NativeMessage, StringComparison.Ordinal);
        Assert.Contains("<--- HERE", error.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_call_each_other_with_defaults_and_loops_and_forks_run()
    {
        float[] result = await TorchScripts.RunAsync(
            """
            def helper(x, n: int = 3):
                for i in range(n):
                    x = x + i
                return x

            def main(x):
                f = torch.jit.fork(helper, x, 4)
                return torch.jit.wait(f) + helper(x)
            """,
            "main",
            [10]);

        Assert.Equal([16 + 13], result);
    }

    [Fact]
    public async Task Long_chain_of_operators_is_compiled_where_there_is_stack_and_runs_on_any_thread()
    {
        const int Links = 20_000;
        string chain = string.Concat(Enumerable.Repeat("x + ", Links));

        float[] result = await TorchScripts.RunAsync($"def f(x):\n    return {chain}x\n", "f", [1]);

        Assert.Equal([Links + 1], result);
    }
}
