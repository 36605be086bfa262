using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class StoreToStoreTests
{
    [Fact]
    public async Task Model_runs_from_store_to_store()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        await ai.Models.ExecuteAsync("m", ["a", "b"], ["difference", "product"]);

        Assert.Equal([3, 4], Read(ai, "difference"));
        Assert.Equal([10, 21], Read(ai, "product"));
    }

    [Fact]
    public async Task Output_may_replace_an_input()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        await ai.Models.ExecuteAsync("m", ["a", "b"], ["a", "p"]);
        await ai.Models.ExecuteAsync("m", ["a", "b"], ["a", "p"]);

        Assert.Equal([1, 1], Read(ai, "a"));
        Assert.Equal([6, 12], Read(ai, "p"));
    }

    [Fact]
    public async Task Inputs_are_those_of_the_moment_of_the_call()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim go = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            Eventually.Comes(go);
            return [inputs[0]];
        }));
        Put(ai, "x", 1);

        Task execution = ai.Models.ExecuteAsync("m", ["x"], ["y"]);
        Put(ai, "x", 2);
        ai.Tensors.Remove("x");
        go.Set();
        await execution;

        Assert.Equal([1], Read(ai, "y"));
    }

    /// <summary>As those that store and remove do: who starts several calls gets a task of each.</summary>
    [Fact]
    public async Task All_but_misuse_is_told_by_the_task()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        Task noModel = ai.Models.ExecuteAsync("absent", ["a"], ["b"]);
        Task noTensor = ai.Models.ExecuteAsync("m", ["a", "absent"], ["d", "p"]);
        Task wrongCount = ai.Models.ExecuteAsync("m", ["a", "b"], ["d"]);
        Task noScript = ai.Scripts.ExecuteAsync("absent", "f", [], []);
        await ai.DisposeAsync();
        Task closed = ai.Models.ExecuteAsync("m", ["a", "b"], ["d", "p"]);
        Task closedScript = ai.Scripts.ExecuteAsync("absent", "f", [], []);

        await Assert.ThrowsAsync<ModelNotFoundException>(() => noModel);
        await Assert.ThrowsAsync<TensorNotFoundException>(() => noTensor);
        await Assert.ThrowsAsync<TensorMismatchException>(() => wrongCount);
        await Assert.ThrowsAsync<ScriptNotFoundException>(() => noScript);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closedScript);
        Assert.Throws<ArgumentException>(() => { _ = ai.Models.ExecuteAsync("", ["a"], ["b"]); });
    }

    [Fact]
    public async Task Missing_input_is_named_and_nothing_runs()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        TensorNotFoundException error = await Assert.ThrowsAsync<TensorNotFoundException>(() => ai.Models.ExecuteAsync("m", ["a", "c"], ["d", "p"]));

        Assert.Equal("c", error.Key);
        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Wrong_number_of_keys_is_told()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        TensorMismatchException outputs = await Assert.ThrowsAsync<TensorMismatchException>(() => ai.Models.ExecuteAsync("m", ["a", "b"], ["d"]));
        TensorMismatchException inputs = await Assert.ThrowsAsync<TensorMismatchException>(() => ai.Models.ExecuteAsync("m", ["a"], ["d", "p"]));

        Assert.Equal("Model 'm' has 2 outputs; 1 key was given.", outputs.Message);
        Assert.Equal("Model 'm' takes 2 inputs ('a', 'b'); 1 was given.", inputs.Message);
    }

    [Fact]
    public async Task Missing_model_is_named()
    {
        await using RedisAiEngine ai = await WithInputsAsync();

        await Assert.ThrowsAsync<ModelNotFoundException>(() => ai.Models.ExecuteAsync("vad", ["a"], ["b"]));
    }

    [Fact]
    public async Task Failed_run_writes_nothing()
    {
        await using RedisAiEngine ai = await WithInputsAsync();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["a"], ["x", "y"], static inputs => [inputs[0]]));

        await Assert.ThrowsAsync<TensorMismatchException>(() => ai.Models.ExecuteAsync("m", ["a"], ["x", "y"]));

        Assert.Equal(["a", "b"], ai.Tensors.Keys().Order());
    }

    [Fact]
    public async Task Outputs_that_do_not_fit_together_are_not_written_at_all()
    {
        RedisAiOptions options = new();
        options.Tensors.MaxBytes = 16 + 12;
        await using RedisAiEngine ai = new(options, []);
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        Put(ai, "a", 5, 7);
        Put(ai, "b", 2, 3);

        await Assert.ThrowsAsync<TensorStoreFullException>(() => ai.Models.ExecuteAsync("m", ["a", "b"], ["d", "p"]));

        Assert.Equal(["a", "b"], ai.Tensors.Keys().Order());
        Assert.Equal(16, ai.Tensors.ByteLength);
    }

    [Fact]
    public async Task Cancelled_execution_writes_nothing()
    {
        await using RedisAiEngine ai = await WithInputsAsync();
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ai.Models.ExecuteAsync("m", ["a", "b"], ["d", "p"], cancellationToken: cancelled));

        Assert.Equal(2, ai.Tensors.Count);
    }

    private static async Task<RedisAiEngine> WithInputsAsync()
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        Put(ai, "a", 5, 7);
        Put(ai, "b", 2, 3);
        return ai;
    }

    private static void Put(RedisAiEngine ai, string key, params ReadOnlySpan<float> values)
    {
        using AiTensor tensor = Functions.Vec(values);
        ai.Tensors.Set(key, tensor);
    }

    private static float[] Read(RedisAiEngine ai, string key)
    {
        using AiTensor tensor = ai.Tensors.GetRequired(key);
        return tensor.ToArray<float>();
    }
}
