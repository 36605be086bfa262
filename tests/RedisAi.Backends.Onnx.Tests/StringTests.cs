namespace RedisAi.Backends.Onnx.Tests;

public sealed class StringTests
{
    [Fact]
    public async Task Texts_come_out_as_they_went_in()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        string[] texts = ["", "plain", "größe", "山田", "🚀", "", new string('x', 10_000), "line\nbreak\ttab", "\uFFFD", ""];
        using AiTensor x = AiTensor.CreateStrings([texts.Length], texts);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal(texts, result[0].AsStrings().ToArray());
    }

    [Fact]
    public async Task View_of_texts_gives_its_part_only()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        using AiTensor x = AiTensor.CreateStrings([5], ["a", "b", "c", "d", "e"]);
        using AiTensor part = x.Slice(1, 3);

        using ModelResult result = ai.Models["m"].Run([part]);

        Assert.Equal(["b", "c", "d"], result[0].AsStrings().ToArray());
    }

    [Fact]
    public async Task No_texts_are_no_texts()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        using AiTensor x = AiTensor.CreateStrings([0], []);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal("String[0]", result[0].ToString());
    }

    [Fact]
    public async Task One_text_that_is_empty_is_one_text()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        using AiTensor x = AiTensor.CreateStrings([1], [""]);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal([""], result[0].AsStrings().ToArray());
    }

    // By number: half of a surrogate pair does not survive in an attribute.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Text_that_the_runtime_cannot_take_is_refused(int number)
    {
        string text = new[] { "ends here\0or not", "\0", "half \uD83D of a pair", "\uDE80" }[number];
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        using AiTensor x = AiTensor.CreateStrings([3], ["good", "fine", text]);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([x]));

        Assert.Equal("x", error.Name);
        Assert.Contains("Element 2 of input 'x' holds a NUL or half of a surrogate pair", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_runs_after_a_text_was_refused()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_string");
        using AiTensor bad = AiTensor.CreateStrings([1], ["\0"]);
        using AiTensor good = AiTensor.CreateStrings([1], ["good"]);
        Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([bad]));

        using ModelResult result = ai.Models["m"].Run([good]);

        Assert.Equal(["good"], result[0].AsStrings().ToArray());
    }
}
