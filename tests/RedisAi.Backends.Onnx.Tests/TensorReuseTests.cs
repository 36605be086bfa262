namespace RedisAi.Backends.Onnx.Tests;

/// <summary>The runtime's object over a tensor's memory is kept with it; other views of that memory must not be taken for it.</summary>
public sealed class TensorReuseTests
{
    [Fact]
    public async Task View_with_an_offset_gives_its_own_rows()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        using AiTensor all = OnnxModels.Floats([4, 2], 1, 2, 3, 4, 5, 6, 7, 8);
        using AiTensor zero = OnnxModels.Filled(0, 4, 2);
        ai.Models["m"].Run([all, zero]).Dispose();

        for (int run = 0; run < 3; run++)
        {
            using AiTensor first = all.Slice(0, 2);
            using AiTensor last = all.Slice(2, 2);
            using ModelResult result = ai.Models["m"].Run([first, last]);
            Assert.Equal([6, 8, 10, 12], result.AsSpan<float>(0).ToArray());
        }
    }

    [Fact]
    public async Task View_that_is_not_aligned_is_read_right()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_uint8");
        byte[] values = new byte[300];
        new Random(3).NextBytes(values);
        using AiTensor x = AiTensor.Create<byte>([300], values);

        for (int start = 0; start < 70; start++)
        {
            using AiTensor part = x.Slice(start, 200);
            using ModelResult result = ai.Models["m"].Run([part]);
            Assert.Equal(values[start..(start + 200)], result.AsSpan<byte>(0).ToArray());
        }
    }

    [Fact]
    public async Task Reshaped_tensor_keeps_its_own_shape()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        using AiTensor x = OnnxModels.Floats([2, 3], 1, 2, 3, 4, 5, 6);
        using AiTensor y = x.Reshape([3, 2]);

        foreach (AiTensor input in (AiTensor[])[x, y, x, y])
        {
            using ModelResult result = ai.Models["m"].Run([input, input]);
            Assert.Equal(input.ToString(), result[0].ToString());
            Assert.Equal([2, 4, 6, 8, 10, 12], result.AsSpan<float>(0).ToArray());
        }
    }

    [Fact]
    public async Task Output_is_the_next_runs_input()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        using AiTensor one = OnnxModels.Filled(1, 16);
        AiTensor sum = OnnxModels.Filled(0, 16);

        for (int run = 0; run < 1_000; run++)
        {
            using AiTensor previous = sum;
            using ModelResult result = ai.Models["m"].Run([previous, one]);
            sum = result.Detach(0);
        }

        Assert.True(sum.AsSpan<float>().IndexOfAnyExcept(1_000f) < 0);
        sum.Dispose();
    }

    [Fact]
    public async Task View_of_a_large_output_is_an_input()
    {
        await using RedisAiEngine big = await OnnxModels.EngineWithAsync("big_output");
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        using AiTensor shape = AiTensor.Create<long>([2], [100, 100]);
        using ModelResult ones = big.Models["m"].Run([shape]);

        using AiTensor part = ones[0].Slice(98, 2);
        using ModelResult result = ai.Models["m"].Run([part, part]);

        Assert.Equal("Float32[2,100]", result[0].ToString());
        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(2f) < 0);
    }

    [Fact]
    public async Task Memory_of_the_callers_is_read_where_it_lies()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        float[] memory = [.. Enumerable.Range(0, 16).Select(static number => (float)number)];
        bool released = false;
        AiTensor wrapped = AiTensor.Wrap<float>([16], memory, () => released = true);

        using (ModelResult result = ai.Models["m"].Run([wrapped, wrapped]))
        {
            Assert.Equal(30, result.AsSpan<float>(0)[15]);
        }

        Assert.False(released);
        wrapped.Dispose();
        Assert.True(released);
    }

    [Fact]
    public async Task Tensor_goes_from_one_engine_to_another()
    {
        AiTensor sum;
        using AiTensor one = OnnxModels.Filled(1, 16);
        await using (RedisAiEngine first = await OnnxModels.EngineWithAsync("add16"))
        {
            using ModelResult result = first.Models["m"].Run([one, one]);
            sum = result.Detach("c");
        }

        await using RedisAiEngine second = await OnnxModels.EngineWithAsync("add16");
        using ModelResult next = second.Models["m"].Run([sum, one]);

        Assert.True(next.AsSpan<float>(0).IndexOfAnyExcept(3f) < 0);
        sum.Dispose();
    }

    [Fact]
    public async Task Engines_do_not_disturb_each_other()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        using AiTensor x = OnnxModels.Filled(1, 16);
        for (int i = 0; i < 5; i++)
        {
            await using RedisAiEngine other = await OnnxModels.EngineWithAsync("add16");
            other.Models["m"].Run([x, x]).Dispose();
        }

        using ModelResult result = ai.Models["m"].Run([x, x]);

        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(2f) < 0);
    }
}
