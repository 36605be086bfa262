using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelResultTests
{
    [Fact]
    public async Task Borrowed_output_is_disposed_with_the_result()
    {
        await using RedisAiEngine ai = new();
        ModelResult result = await RunAsync(ai);
        AiTensor borrowed = result["difference"];

        result.Dispose();

        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => borrowed.AsSpan<float>().Length);
        Assert.StartsWith(
            "The tensor Float32[2] was disposed with the result that it came from; Detach what is to outlive a result.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposed_result_says_whose_it_was()
    {
        await using RedisAiEngine ai = new();
        ModelResult result = await RunAsync(ai);

        result.Dispose();

        Assert.Equal("The result of model 'm' was disposed.", Assert.Throws<ObjectDisposedException>(() => result[0]).Message);
        Assert.Throws<ObjectDisposedException>(() => result.Outputs);
        Assert.Throws<ObjectDisposedException>(() => result.Count);
    }

    [Fact]
    public async Task Outputs_are_copied_and_texts_are_read_by_place_and_name()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("texts", ModelSource.FromFunction([], ["a", "b"], static _ => [AiTensor.CreateStrings([2], ["x", "y"]), Functions.Vec(5)]));
        using ModelResult result = ai.Models["texts"].Run([]);

        Assert.Equal(["x", "y"], result.AsStrings(0));
        Assert.Equal(["x", "y"], result.AsStrings("a"));
        Assert.Equal([5], result.ToArray<float>(1));
        Assert.Equal([5], result.ToArray<float>("b"));
        Assert.Equal("The output 'b' holds Float32 elements, not String.", Assert.Throws<TensorMismatchException>(() => result.AsStrings("b").Length).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public async Task Output_that_there_is_not_is_told_by_every_member(int index)
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);
        Action[] members = [() => _ = result[index], () => result.Detach(index), () => _ = result.AsSpan<float>(index), () => result.ToArray<float>(index), () => _ = result.AsStrings(index)];

        Assert.All(members, member => Assert.StartsWith(
            $"There is no output {index} of model 'm'; it has 2: 'difference', 'product'.", Assert.Throws<ArgumentOutOfRangeException>(member).Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Borrowed_output_is_one_handle()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);

        Assert.Same(result[1], result["product"]);
    }

    [Fact]
    public async Task Detached_output_outlives_the_result()
    {
        await using RedisAiEngine ai = new();
        ModelResult result = await RunAsync(ai);

        AiTensor mine = result.Detach("product");
        result.Dispose();
        using AiTensor other = Functions.Vec(-1, -1);

        Assert.Equal([10, 21], mine.ToArray<float>());
        mine.Dispose();
    }

    [Fact]
    public async Task Detached_output_is_no_longer_part_of_the_result()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);
        using AiTensor mine = result.Detach(0);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => result[0]);

        Assert.Equal("The output 'difference' was detached.", error.Message);
        Assert.Throws<InvalidOperationException>(() => result.Detach("difference"));
        Assert.Throws<InvalidOperationException>(() => result.AsSpan<float>(0).Length);
        Assert.Equal([10, 21], result.AsSpan<float>(1).ToArray());
    }

    [Fact]
    public async Task Every_copy_of_a_disposed_result_throws()
    {
        await using RedisAiEngine ai = new();
        ModelResult result = await RunAsync(ai);
        ModelResult copy = result;

        result.Dispose();

        Assert.Throws<ObjectDisposedException>(() => copy[0]);
        Assert.Throws<ObjectDisposedException>(() => copy["product"]);
        Assert.Throws<ObjectDisposedException>(() => copy.AsSpan<float>(0).Length);
        Assert.Throws<ObjectDisposedException>(() => copy.Detach(0));
        Assert.Throws<ObjectDisposedException>(() => result[0]);
    }

    [Fact]
    public async Task Disposing_a_copy_again_does_not_harm_the_next_result()
    {
        await using RedisAiEngine ai = new();
        ModelResult stale = await RunAsync(ai);
        stale.Dispose();
        using ModelResult next = await RunAsync(ai);

        stale.Dispose();

        Assert.Equal([10, 21], next.AsSpan<float>(1).ToArray());
        Assert.Throws<ObjectDisposedException>(() => stale[0]);
        Assert.NotEqual(stale, next);
    }

    [Fact]
    public async Task Output_that_was_disposed_by_mistake_is_not_read_through_the_result()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);

        result[0].Dispose();
        using AiTensor other = Functions.Vec(-1, -1);

        Assert.Throws<ObjectDisposedException>(() => result.AsSpan<float>(0).Length);
    }

    [Fact]
    public async Task Unknown_output_is_named()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);

        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => result["sum"]);

        Assert.Equal("There is no output 'sum'; there are 'difference', 'product'.", error.Message);
        Assert.StartsWith(
            "There is no output 2 of model 'm'; it has 2: 'difference', 'product'.",
            Assert.Throws<ArgumentOutOfRangeException>(() => result[2]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_read_as_another_type_is_told()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => result.AsSpan<long>(1).Length);

        Assert.Equal("The output 'product' holds Float32 elements, not Int64.", error.Message);
    }

    [Fact]
    public async Task Result_tells_its_outputs()
    {
        await using RedisAiEngine ai = new();
        using ModelResult result = await RunAsync(ai);

        Assert.Equal(2, result.Count);
        Assert.Equal(["difference", "product"], result.Outputs.Select(static output => output.Name));
    }

    [Fact]
    public void Default_result_is_no_result()
    {
        ModelResult none = default;

        none.Dispose();

        Assert.Throws<InvalidOperationException>(() => none[0]);
        Assert.Throws<InvalidOperationException>(() => none.Count);
        Assert.Equal(default, none);
    }

    [Fact]
    public void Attempt_that_was_not_accepted_has_no_result()
    {
        InferenceAttempt refused = InferenceAttempt.Refused(TimeSpan.FromMilliseconds(5));

        Assert.False(refused.Accepted);
        Assert.Equal(TimeSpan.FromMilliseconds(5), refused.RetryAfter);
        Assert.Throws<InvalidOperationException>(() => refused.Result);
        Assert.True(refused == new InferenceAttempt(TimeSpan.FromMilliseconds(5)));
        Assert.True(refused != default);
    }

    [Fact]
    public async Task Result_disposed_by_many_threads_at_once_is_released_once()
    {
        await using RedisAiEngine ai = new();
        for (int round = 0; round < 500; round++)
        {
            ModelResult result = await RunAsync(ai);

            Parallel.For(0, 4, _ => result.Dispose());

            using ModelResult next = await RunAsync(ai);
            Assert.Equal([10, 21], next.AsSpan<float>(1).ToArray());
        }
    }

    private static async Task<ModelResult> RunAsync(RedisAiEngine ai)
    {
        if (!ai.Models.TryGet("m", out _))
        {
            await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        }

        using AiTensor a = Functions.Vec(5, 7);
        using AiTensor b = Functions.Vec(2, 3);
        return ai.Models["m"].Run([a, b]);
    }
}
