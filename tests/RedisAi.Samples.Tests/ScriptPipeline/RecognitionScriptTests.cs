using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.ScriptPipeline;

/// <summary>The two functions around the model, on values that can be told in advance.</summary>
public sealed class RecognitionScriptTests
{
    [Fact]
    public async Task Picture_becomes_planes_with_blue_first()
    {
        await using RedisAiEngine ai = await StoreAsync();
        using AiTensor picture = AiTensor.Create<byte>([96, 640, 3], static span => Fill(span, 255, 0, 51));

        using ScriptResult r = ai.Scripts["recognition"].Run("pre_process", [picture]);

        Assert.Equal([1L, 3, 48, 320], r[0].Shape.Dimensions.ToArray());
        float[] line = r[0].ToArray<float>();
        Assert.All(line[..(48 * 320)], static value => Assert.Equal(-0.6f, value, 1e-5f));
        Assert.All(line[(48 * 320)..(2 * 48 * 320)], static value => Assert.Equal(-1f, value, 1e-5f));
        Assert.All(line[(2 * 48 * 320)..], static value => Assert.Equal(1f, value, 1e-5f));
    }

    [Fact]
    public async Task Short_line_is_filled_up_with_grey()
    {
        await using RedisAiEngine ai = await StoreAsync();
        using AiTensor picture = AiTensor.Create<byte>([48, 100, 3], static span => span.Fill(255));

        using ScriptResult r = ai.Scripts["recognition"].Run("pre_process", [picture]);

        Assert.Equal([1L, 3, 48, 320], r[0].Shape.Dimensions.ToArray());
        ReadOnlySpan<float> firstRow = r.AsSpan<float>(0)[..320];
        Assert.Equal(-1, firstRow[..100].IndexOfAnyExcept(1f));
        Assert.Equal(-1, firstRow[100..].IndexOfAnyExcept(0f));
    }

    [Fact]
    public async Task Picture_that_is_no_line_is_refused_by_the_script()
    {
        await using RedisAiEngine ai = await StoreAsync();
        using AiTensor picture = AiTensor.Create<byte>([1, 101, 3], static span => span.Clear());

        BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["recognition"].Run("pre_process", [picture]));

        Assert.Contains("is it one line of text?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_classes_are_one_character_unless_a_blank_is_between()
    {
        await using RedisAiEngine ai = await StoreAsync();
        long[] steps = [0, 3, 3, 0, 3, 1, 1, 2, 0, 0];
        using AiTensor probabilities = AiTensor.Create<float>([1, steps.Length, 4], span =>
        {
            span.Fill(0.1f);
            for (int i = 0; i < steps.Length; i++)
            {
                span[(i * 4) + (int)steps[i]] = 0.7f;
            }
        });

        using ScriptResult r = ai.Scripts["recognition"].Run("post_process", [probabilities]);

        Assert.Equal([3L, 3, 1, 2], r[0].ToArray<long>());
        Assert.Equal(0.7f, r.AsSpan<float>(1)[0], 1e-5f);
    }

    [Fact]
    public async Task Blanks_alone_are_no_text()
    {
        await using RedisAiEngine ai = await StoreAsync();
        using AiTensor probabilities = AiTensor.Create<float>([1, 2, 3], [1, 0, 0, 1, 0, 0]);

        using ScriptResult r = ai.Scripts["recognition"].Run("post_process", [probabilities]);

        Assert.Equal(0, r[0].Shape.ElementCount);
        Assert.Equal(0f, r.AsSpan<float>(1)[0]);
    }

    private static async Task<RedisAiEngine> StoreAsync()
    {
        RedisAiEngine ai = new(new TorchBackend());
        await ai.Scripts.StoreAsync("recognition", ScriptSource.FromFile(Path.Combine(TestData.Root, "samples", "ScriptPipeline", "scripts", "recognition.py")));
        return ai;
    }

    private static void Fill(Span<byte> pixels, byte red, byte green, byte blue)
    {
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        }
    }
}
