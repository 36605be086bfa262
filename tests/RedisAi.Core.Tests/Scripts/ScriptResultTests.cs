using RedisAi.Backends;
using RedisAi.Tensors;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

public sealed class ScriptResultTests
{
    [Fact]
    public async Task Results_are_had_by_their_place()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using ScriptResult result = Run(ai, "list");

        Assert.Equal(6, result.Count);
        Assert.Equal([5f], result.AsSpan<float>(5).ToArray());
        Assert.Same(result[2], result[2]);
        Assert.Null(result.GetName(2));
    }

    [Fact]
    public async Task Results_of_a_dictionary_are_had_by_their_names()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using ScriptResult result = Run(ai, "dict");

        Assert.Equal([1f], result.AsSpan<float>("b").ToArray());
        Assert.Same(result[0], result["a"]);
        Assert.Equal(["a", "b"], Enumerable.Range(0, result.Count).Select(i => result.GetName(i)!));
        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => result["c"]);
        Assert.Equal("There is no result 'c'; there are 'a', 'b'.", error.Message);
    }

    [Fact]
    public async Task Results_without_names_say_so()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using ScriptResult result = Run(ai, "list");

        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => result["a"]);

        Assert.Equal("There is no result 'a'; the results have no names.", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Place_that_there_is_not_is_refused(int index)
    {
        await using RedisAiEngine ai = await EngineAsync();
        Run(ai, "list").Dispose();
        using ScriptResult result = Run(ai, "dict");

        Assert.Throws<ArgumentOutOfRangeException>(() => result[index]);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.AsSpan<float>(index).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Detach(index));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.GetName(index));
        Assert.StartsWith(
            $"There is no output {index} of script 's'; it has 2: 'a', 'b'.", Assert.Throws<ArgumentOutOfRangeException>(() => result.ToArray<float>(index)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_listed_with_their_types_and_names()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using ScriptResult named = Run(ai, "dict");
        using ScriptResult list = Run(ai, "list");

        using AiTensor mine = named.Detach("a");

        Assert.Equal(["a Float32[1]", "b Float32[1]"], named.Outputs.Select(static output => output.ToString()));
        Assert.Equal(list.Count, list.Outputs.Count);
        Assert.All(list.Outputs, static output => Assert.Empty(output.Name));
        Assert.Equal([1f], named.ToArray<float>("b"));
        Assert.Throws<TensorMismatchException>(() => named.AsStrings("b").Length);
    }

    [Fact]
    public async Task Disposed_result_says_whose_it_was()
    {
        await using RedisAiEngine ai = await EngineAsync();
        ScriptResult result = Run(ai, "dict");

        result.Dispose();

        Assert.Equal("The result of script 's' was disposed.", Assert.Throws<ObjectDisposedException>(() => result[0]).Message);
        Assert.Throws<ObjectDisposedException>(() => result.Outputs);
    }

    [Fact]
    public async Task Detached_result_outlives_the_others()
    {
        await using RedisAiEngine ai = await EngineAsync();
        ScriptResult result = Run(ai, "dict");

        using AiTensor mine = result.Detach("b");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => result[1]);
        result.Dispose();

        Assert.Equal("The result 'b' was detached.", error.Message);
        Assert.Equal([1f], mine.ToArray<float>());
    }

    [Fact]
    public async Task Every_copy_of_a_disposed_result_throws()
    {
        await using RedisAiEngine ai = await EngineAsync();
        ScriptResult result = Run(ai, "list");
        ScriptResult copy = result;
        AiTensor borrowed = result[0];

        result.Dispose();

        Assert.Throws<ObjectDisposedException>(() => copy[0]);
        Assert.Throws<ObjectDisposedException>(() => copy.Count);
        Assert.Throws<ObjectDisposedException>(() => copy.AsSpan<float>(0).Length);
        Assert.Throws<ObjectDisposedException>(() => borrowed.AsSpan<float>().Length);
    }

    [Fact]
    public async Task Disposing_a_copy_again_does_not_harm_the_next_result()
    {
        await using RedisAiEngine ai = await EngineAsync();
        ScriptResult stale = Run(ai, "list");
        stale.Dispose();
        using ScriptResult next = Run(ai, "list");

        stale.Dispose();

        Assert.Equal([3f], next.AsSpan<float>(3).ToArray());
        Assert.NotEqual(stale, next);
        ScriptResult copy = next;
        Assert.True(next == copy);
    }

    [Fact]
    public async Task Result_read_as_another_type_is_told()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using ScriptResult list = Run(ai, "list");
        using ScriptResult dict = Run(ai, "dict");

        Assert.Equal("The result 4 holds Float32 elements, not Int64.", Assert.Throws<TensorMismatchException>(() => list.AsSpan<long>(4).Length).Message);
        Assert.Equal("The result 'a' holds Float32 elements, not Int64.", Assert.Throws<TensorMismatchException>(() => dict.AsSpan<long>("a").Length).Message);
    }

    [Fact]
    public void Default_result_is_no_result()
    {
        ScriptResult none = default;

        none.Dispose();

        Assert.Throws<InvalidOperationException>(() => none.Count);
        Assert.Equal(default, none);
    }

    [Fact]
    public async Task Result_outlives_its_engine()
    {
        ScriptResult result;
        await using (RedisAiEngine ai = await EngineAsync())
        {
            result = Run(ai, "list");
        }

        Assert.Equal([2f], result.AsSpan<float>(2).ToArray());
        result.Dispose();
    }

    [Fact]
    public void Outputs_of_a_backend_are_checked_and_released()
    {
        RunOutputs outputs = new();
        outputs.Add(TensorValue.Allocate(TensorDataType.Float32, TensorShape.Create(2)), "x");
        outputs.Add(default);

        Assert.True(outputs[1].IsEmpty);
        Assert.Equal((2, "x", TensorDataType.Float32), (outputs.Count, outputs.NameOf(0), outputs[0].DataType));
        Assert.Throws<ArgumentOutOfRangeException>(() => outputs[2]);
        outputs.Clear();

        Assert.Equal(0, outputs.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => outputs.NameOf(0));
    }

    private static ScriptResult Run(RedisAiEngine ai, string function)
    {
        AiTensor[] inputs = [.. Enumerable.Range(0, 6).Select(static i => Functions.Vec(i))];
        ScriptResult result = ai.Scripts["s"].Run(function, inputs);
        Array.ForEach(inputs, static input => input.Dispose());
        return result;
    }

    private static Task<RedisAiEngine> EngineAsync() => FakeScriptBackend.EngineAsync(new FakeScript()
        .Add("list", static call =>
        {
            foreach (TensorValue input in call.Inputs)
            {
                call.Outputs.Add(input.AddReference());
            }
        })
        .Add("dict", static call =>
        {
            call.Outputs.Add(call.Inputs[0].AddReference(), "a");
            call.Outputs.Add(call.Inputs[1].AddReference(), "b");
        }));
}
