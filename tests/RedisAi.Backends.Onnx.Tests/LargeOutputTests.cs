using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Large outputs that could not be planned stay in memory that the runtime allocated.</summary>
public sealed class LargeOutputTests
{
    private const int Rows = 300;
    private const int Columns = 1_000;

    [Fact]
    public async Task Result_is_valid_after_the_engine_is_gone()
    {
        ModelResult result;
        await using (RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output"))
        {
            result = Run(ai);
        }

        AssertOnes(result.AsSpan<float>(0));
        result.Dispose();
    }

    [Fact]
    public async Task Detached_output_is_valid_after_the_result_and_the_session_are_gone()
    {
        AiTensor mine;
        await using (RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output"))
        {
            using ModelResult result = Run(ai);
            mine = result.Detach(0);
            await ai.Models.DeleteAsync("m");
        }

        Assert.Equal($"Float32[{Rows},{Columns}]", mine.ToString());
        AssertOnes(mine.AsSpan<float>());
        mine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mine.AsSpan<float>());
    }

    [Fact]
    public async Task Output_in_the_store_outlives_its_result_and_its_model()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output");
        using (ModelResult result = Run(ai))
        {
            ai.Tensors.Set("ones", result[0]);
        }

        await ai.Models.DeleteAsync("m");
        using AiTensor? found = ai.Tensors.Get("ones");

        AssertOnes(found!.AsSpan<float>());
        Assert.Equal(Rows * Columns * sizeof(float), ai.Tensors.ByteLength);
    }

    [Fact]
    public async Task Disposed_results_give_their_native_memory_back()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output");
        Run(ai).Dispose();
        long before = NativeLeakCheck.Alive;

        for (int run = 0; run < 200; run++)
        {
            Run(ai).Dispose();
        }

        Assert.Equal(before, NativeLeakCheck.Alive);
    }

    [Fact]
    [LeaksOnPurpose("Results are dropped without being disposed, to see that the collector reclaims what they held.")]
    public async Task Results_that_nobody_disposes_are_reclaimed()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output");
        Run(ai).Dispose();
        long before = NativeLeakCheck.Alive;

        DropMany(ai, 500);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return NativeLeakCheck.Alive <= before;
            },
            "the values of dropped results are released");
    }

    [Fact]
    public async Task Output_too_large_for_memory_is_an_error_and_the_next_run_is_fine()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output");
        using AiTensor huge = AiTensor.Create<long>([2], [1L << 31, 1L << 31]);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([huge]));
        using ModelResult result = Run(ai);

        Assert.NotEqual(0, error.NativeCode);
        AssertOnes(result.AsSpan<float>(0));
    }

    private static ModelResult Run(RedisAiEngine ai)
    {
        using AiTensor shape = AiTensor.Create<long>([2], [Rows, Columns]);
        return ai.Models["m"].Run([shape]);
    }

    private static void DropMany(RedisAiEngine ai, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = Run(ai);
        }
    }

    private static void AssertOnes(ReadOnlySpan<float> values)
    {
        Assert.Equal(Rows * Columns, values.Length);
        Assert.True(values.IndexOfAnyExcept(1f) < 0);
    }
}
