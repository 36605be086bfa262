namespace RedisAi.Backends.Torch.Tests;

/// <summary>What <c>forward</c> declares, as a signature.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("add16", "(a any, b any) -> (output any)")]
    [InlineData("gru_step", "(token any, hidden any, context any) -> (output_0 any, output_1 any, output_2 any)")]
    [InlineData("lstm_step", "(x any, state.0 any, state.1 any) -> (output_0 any, output_1 any, output_2 any)")]
    [InlineData("tuple_input", "(pair.0 any, pair.1 any) -> (output any)")]
    [InlineData("list_input", "(xs.0 any) -> (output any)")]
    [InlineData("optional_input", "(x any, bias? any) -> (output any)")]
    [InlineData("optional_state", "(x any, state.0? any, state.1? any, bias? any) -> (output any)")]
    [InlineData("scalar_arguments", "(x any, times? Int64[...], scale? Float64[...], negate? Bool[...]) -> (output any)")]
    [InlineData("named_tuple_result", "(x any) -> (low any, high any)")]
    [InlineData("nested_result", "(x any) -> (output_0 any, output_1 any, output_2 any, output_3 any)")]
    [InlineData("none_result", "(x any) -> (output_0 any, output_1? any)")]
    [InlineData("texts_result", "(x any) -> (output_0 String[...], output_1 any)")]
    [InlineData("repeated_names", "(x any) -> (x any, x_1 any, x_1_2 any)")]
    [InlineData("result_int", "(x any) -> (output Int64[])")]
    [InlineData("result_float", "(x any) -> (output Float64[])")]
    [InlineData("result_bool", "(x any) -> (output Bool[])")]
    [InlineData("result_str", "(x any) -> (output String[])")]
    public async Task Parameters_and_results_become_inputs_and_outputs(string name, string expected)
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync(name);

        Assert.Equal(expected, ai.Models["m"].Signature.ToString().Replace("any[...]", "any", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Declared_types_and_shapes_are_checked()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("mlp", static torch =>
        {
            torch.Inputs.Add(new TensorSpec("input", TensorDataType.Float32, new ShapePattern([-1, 64])));
            torch.Outputs.Add(new TensorSpec("logits", TensorDataType.Float32, new ShapePattern([-1, 10])));
        });
        using AiTensor wrong = TorchModels.Filled(0, 1, 63);
        using AiTensor right = TorchModels.Filled(0, 2, 64);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([wrong]));
        Assert.Equal(("input", "Float32[-1,64]", "Float32[1,63]"), (error.Name, error.Expected, error.Actual));
        using ModelResult result = ai.Models["m"].Run([right]);
        Assert.Equal([2, 10], result["logits"].Shape.Dimensions.ToArray());
    }

    [Theory]
    [InlineData(true, null, true, 2)]
    [InlineData(true, 8, true, 2)]
    [InlineData(true, 8, false, 0)]
    [InlineData(false, 8, true, 0)]
    public async Task Model_is_warmed_up_when_its_inputs_are_declared(bool declared, int? batchSize, bool warmUp, int runs)
    {
        // It adds the number of its runs, this one included.
        ModelOptions options = new() { WarmUp = warmUp, Batching = { BatchSize = batchSize } };
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync(
            "counter",
            torch =>
            {
                if (declared)
                {
                    torch.Inputs.Add(new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 1])));
                }
            },
            options);
        using AiTensor zero = TorchModels.Filled(0, 1, 1);

        using ModelResult result = ai.Models["m"].Run([zero]);

        Assert.Equal(runs + 1, result.AsSpan<float>(0)[0]);
    }

    [Fact]
    public async Task List_before_another_input_is_refused() =>
        Assert.Contains("the list 'xs' takes all inputs that are left", (await TorchModels.RefusedAsync("list_first")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Declaration_of_an_input_that_is_not_there_is_refused()
    {
        ModelLoadException error = await TorchModels.RefusedAsync(
            "add16", static torch => torch.Inputs.Add(new TensorSpec("c", TensorDataType.Float32, ShapePattern.Any)));

        Assert.Contains("TorchModelOptions.Inputs declares 'c'", error.Message, StringComparison.Ordinal);
        Assert.Contains("it takes 'a', 'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_that_only_a_run_tells_are_open_and_named_by_the_run()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("list_output");
        await ai.Models.StoreAsync("dict", TorchModels.Source("dict_result"));
        using AiTensor three = TorchModels.Filled(1, 3, 4);
        using AiTensor two = TorchModels.Filled(1, 2, 4);
        using AiTensor vector = TorchModels.Filled(1, 4);

        Assert.True(ai.Models["m"].Signature.HasOpenOutputs);
        Assert.EndsWith("-> (...)", ai.Models["m"].Signature.ToString(), StringComparison.Ordinal);
        using ModelResult ofThree = ai.Models["m"].Run([three]);
        using ModelResult ofTwo = ai.Models["m"].Run([two]);
        using ModelResult ofMatrix = ai.Models["dict"].Run([two]);
        using ModelResult ofVector = ai.Models["dict"].Run([vector]);

        Assert.Equal((3, 2), (ofThree.Count, ofTwo.Count));
        Assert.Equal([2, 2, 2, 2], ofThree["output_1"].ToArray<float>());
        Assert.Equal(["double", "negated", "first_row"], ofMatrix.Outputs.Select(static output => output.Name));
        Assert.Equal(["double", "negated"], ofVector.Outputs.Select(static output => output.Name));
        Assert.Equal([-1, -1, -1, -1], ofVector["negated"].ToArray<float>());
        Assert.Throws<KeyNotFoundException>(() => ofVector["first_row"]);
    }

    [Fact]
    public async Task Disposed_result_of_open_outputs_does_not_show_those_of_the_next_run()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("list_output");
        using AiTensor three = TorchModels.Filled(1, 3, 4);
        using AiTensor two = TorchModels.Filled(1, 2, 4);
        ModelResult first = ai.Models["m"].Run([three]);
        first.Dispose();

        using ModelResult second = ai.Models["m"].Run([two]);

        Assert.Equal(2, second.Count);
        Assert.Throws<ObjectDisposedException>(() => first.Count);
        Assert.Throws<ObjectDisposedException>(() => first.Outputs);
        Assert.Throws<ObjectDisposedException>(() => first["output_0"]);
    }

    [Fact]
    public async Task Open_outputs_go_from_store_to_store_and_into_scripts_when_their_number_is_right()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("list_output");
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x):\n    a, b = redisAI.model_execute(\"m\", [x], 2)\n    return a + b\n"));
        using AiTensor two = TorchModels.Filled(1, 2, 4);
        ai.Tensors.Set("x", two);

        await ai.Models.ExecuteAsync("m", ["x"], ["a", "b"]);
        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(() => ai.Models.ExecuteAsync("m", ["x"], ["c"]));
        using ScriptResult result = ai.Scripts["s"].Run("f", [two]);

        Assert.Contains("has 2 outputs; 1 key was given", error.Message, StringComparison.Ordinal);
        Assert.True(ai.Tensors.Contains("a") && ai.Tensors.Contains("b") && !ai.Tensors.Contains("c"));
        Assert.Equal([3, 3, 3, 3], result[0].ToArray<float>());
    }

    [Fact]
    public async Task Number_of_declared_outputs_must_be_right()
    {
        ModelLoadException error = await TorchModels.RefusedAsync(
            "add16", static torch => { torch.Outputs.Add(new TensorSpec("c", TensorDataType.Float32, ShapePattern.Any)); torch.Outputs.Add(new TensorSpec("d", TensorDataType.Float32, ShapePattern.Any)); });

        Assert.Contains("declares 2 outputs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Optional_inputs_are_left_out_by_name_and_by_position()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("optional_input");
        using AiTensor x = TorchModels.Floats([2], 5, 6);
        using AiTensor bias = TorchModels.Floats([2], 10, 20);

        using ModelResult positional = ai.Models["m"].Run([x]);
        using ModelResult named = ai.Models["m"].Run(new NamedTensors { ["x"] = x });
        using ModelResult both = ai.Models["m"].Run(new NamedTensors { ["bias"] = bias, ["x"] = x });

        Assert.Equal([4, 5], positional[0].ToArray<float>());
        Assert.Equal([4, 5], named[0].ToArray<float>());
        Assert.Equal([15, 26], both[0].ToArray<float>());
    }

    [Fact]
    public async Task Optional_tuple_is_left_out_as_a_whole_or_not_at_all()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("optional_state");
        using AiTensor x = TorchModels.Floats([2], 5, 6);
        using AiTensor two = TorchModels.Floats([2], 2, 2);

        using ModelResult alone = ai.Models["m"].Run([x]);
        using ModelResult withBias = ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["bias"] = two });
        using ModelResult withState = ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["state.0"] = two, ["state.1"] = x });

        Assert.Equal([5, 6], alone[0].ToArray<float>());
        Assert.Equal([10, 12], withBias[0].ToArray<float>());
        Assert.Equal([2, 2], withState[0].ToArray<float>());
        foreach ((string given, string missing) in ((string, string)[])[("state.0", "state.1"), ("state.1", "state.0")])
        {
            TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["x"] = x, [given] = two }));
            Assert.Contains($"no tensor was given for the parameter '{missing}'", error.Message, StringComparison.Ordinal);
            Assert.Equal(("", "", ""), (error.Name, error.Expected, error.Actual));
        }
    }

    [Fact]
    public async Task None_among_the_results_is_an_output_that_was_not_given()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("none_result");
        using AiTensor x = TorchModels.Floats([2], 5, 6);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal(2, result.Count);
        Assert.Equal([10, 12], result[0].ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => result[1]);
    }

    [Fact]
    public async Task List_of_texts_is_one_output_also_where_it_is_written_out()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("texts_result");
        using AiTensor x = TorchModels.Floats([2], 5, 6);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal(["a", "ab"], result[0].AsStrings().ToArray());
        Assert.Equal([10, 12], result[1].ToArray<float>());
    }

    [Fact]
    public async Task Numbers_are_given_as_tensors_of_one_element_or_left_out()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("scalar_arguments");
        using AiTensor x = TorchModels.Floats([2], 1, 2);
        using AiTensor scale = AiTensor.Scalar(10.0);
        using AiTensor negate = AiTensor.Create<bool>([1], [true]);
        using AiTensor two = AiTensor.Create<double>([2], [1, 2]);

        using ModelResult plain = ai.Models["m"].Run([x]);
        using ModelResult given = ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["scale"] = scale, ["negate"] = negate });

        Assert.Equal([-100, -200], given[0].ToArray<float>());
        Assert.Equal([0.25f, 0.5f], plain[0].ToArray<float>());
        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["scale"] = two }));
        Assert.Contains("'scale'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_result_is_a_tensor_of_one_string()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("result_str");
        using AiTensor x = TorchModels.Filled(0, 3);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal(1, result[0].AsStrings().Length);
        Assert.NotEmpty(result[0].AsStrings()[0]);
    }

    [Fact]
    public async Task Strings_are_refused_as_inputs()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("identity");
        using AiTensor texts = AiTensor.CreateStrings([1], ["x"]);
        using AiTensor wide = AiTensor.Create<uint>([1], [1]);

        Assert.Equal(
            "Model 'm' failed: Input 0 (counted from 0) is a tensor of strings, of which libtorch has none: give numbers or truth values.",
            Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([texts])).Message);
        Assert.Contains("UInt32", Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([wide])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_of_the_model_has_its_text_and_line()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("raises");
        using AiTensor x = TorchModels.Filled(0, 3);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([x]));

        Assert.Equal("TORCH", error.Backend);
        Assert.Contains("<--- HERE", error.NativeMessage, StringComparison.Ordinal);
        Assert.Contains("ValueError", error.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_shapes_fail_with_the_runtimes_own_words_and_the_next_call_runs()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("add16");
        using AiTensor two = TorchModels.Filled(1, 2);
        using AiTensor three = TorchModels.Filled(1, 3);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([two, three]));
        Assert.Contains("must match the size of tensor b", error.NativeMessage, StringComparison.Ordinal);
        using ModelResult result = ai.Models["m"].Run([two, two]);
        Assert.Equal([2, 2], result[0].ToArray<float>());
    }
}
