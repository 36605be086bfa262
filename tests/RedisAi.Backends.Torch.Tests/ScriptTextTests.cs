namespace RedisAi.Backends.Torch.Tests;

/// <summary>Texts go to scripts and back as UTF-8, which has no half of a surrogate pair; what cannot go is refused, not replaced.</summary>
public sealed class ScriptTextTests
{
    private const string Half = "a\ud83db";

    [Fact]
    public async Task Every_valid_text_goes_there_and_back()
    {
        const string Text = "größe \U0001F600 \0 \u2028 \ufffd";
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(keys: List[str], args: List[str]):
                redis.execute("SET", keys[0], args[0])
                return str(redis.execute("GET", keys[0])), {keys[0]: torch.ones(1)}
            """);

        using ScriptResult result = ai.Scripts["s"].Run("f", [], keys: [Text], args: [Text]);

        Assert.Equal(Text, result[0].AsStrings()[0]);
        Assert.Equal(Text, ai.Keyspace.Execute("GET", [Text]).Text);
        Assert.Equal(1, result[Text].AsSpan<float>()[0]);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_key_or_an_argument_is_refused()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(keys: List[str], args: List[str]):\n    return len(keys) + len(args)\n");

        ArgumentException key = Assert.Throws<ArgumentException>(() => ai.Scripts["s"].Run("f", [], keys: ["a", Half]));
        ArgumentException argument = Assert.Throws<ArgumentException>(() => ai.Scripts["s"].Run("f", [], args: [Half]));

        Assert.Equal("keys", key.ParamName);
        Assert.Contains("Key 1 (counted from 0) holds half of a surrogate pair", key.Message, StringComparison.Ordinal);
        Assert.Equal("args", argument.ParamName);
        Assert.Contains("Argument 0 (counted from 0) holds half of a surrogate pair", argument.Message, StringComparison.Ordinal);
        ai.Scripts["s"].Run("f", [], keys: ["a"]).Dispose();
    }

    [Fact]
    public async Task Byte_in_a_reply_that_is_no_text_fails_the_script()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f():\n    return str(redis.execute(\"GET\", \"k\"))\n");
        ai.Keyspace.Execute("SET", ["k", "a\udc80b"]);

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", []));

        Assert.Contains("The reply to the command 'GET' holds half of a surrogate pair", error.NativeMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis.execute(\"SET\", \"ö\"[:1], \"v\")", "Argument 0 of the command 'SET' (counted from 0) is not valid UTF-8")]
    [InlineData("redis.execute(\"ö\"[:1])", "The command is not valid UTF-8")]
    [InlineData("redisAI.tensor_set(\"ö\"[:1], torch.ones(1))", "The key of the tensor is not valid UTF-8")]
    [InlineData("redisAI.tensor_get(\"ö\"[:1])", "The key of the tensor is not valid UTF-8")]
    [InlineData("redisAI.tensor_get(\"a\".ljust(1000) + \"ö\"[:1])", "The key of the tensor is not valid UTF-8")]
    [InlineData("redisAI.model_execute(\"ö\"[:1], [torch.ones(1)], 1)", "The key of the model is not valid UTF-8")]
    public async Task Half_of_a_character_that_a_script_gives_the_engine_fails_it(string call, string expected)
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync($"def f():\n    {call}\n    return 1\n");

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", []));

        Assert.Contains(expected, error.NativeMessage, StringComparison.Ordinal);
        Assert.Empty(ai.Tensors.Keys());
    }

    [Theory]
    [InlineData("\"ö\"[:1]", "Output 0 (counted from 0) is not valid UTF-8")]
    [InlineData("torch.ones(1), [\"a\", \"ö\"[1:]]", "Output 1 (counted from 0) is not valid UTF-8")]
    [InlineData("{\"ö\"[:1]: torch.ones(1)}", "The key of output 0 (counted from 0) is not valid UTF-8")]
    public async Task Half_of_a_character_among_the_results_is_refused(string result, string expected)
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync($"def f():\n    return {result}\n\ndef g():\n    return 1\n");

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", []));

        Assert.Contains(expected, error.NativeMessage, StringComparison.Ordinal);
        ai.Scripts["s"].Run("g", []).Dispose();
    }

    [Fact]
    public async Task Message_of_an_error_with_half_of_a_character_is_told_all_the_same()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f():\n    raise ValueError(\"ö\"[:1] + \" no\")\n    return 1\n");

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", []));

        Assert.Contains("\ufffd no", error.NativeMessage, StringComparison.Ordinal);
    }
}
