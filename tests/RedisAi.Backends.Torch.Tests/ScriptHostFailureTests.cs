using System.Collections;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>What scripts call back and what goes wrong there: nothing of it may cross native code, nor stay behind.</summary>
public sealed class ScriptHostFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exception_without_a_message_of_its_own_fails_the_call_and_nothing_else(bool throws)
    {
        SilentException thrown = new(throws);
        await using RedisAiEngine ai = await EngineAsync(new PretendKeyspace(() => throw thrown), "def f(x):\n    redis.execute(\"ANY\")\n    return x\n");
        using AiTensor x = TorchModels.Filled(1, 2);

        for (int i = 0; i < 3; i++)
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));
            Assert.Same(thrown, error.InnerException);
            Assert.Contains("Redis command returned an error", error.NativeMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tensor_of_more_axes_than_the_engine_knows_is_refused_with_all_that_came_with_it()
    {
        // That nothing is left behind is checked after each test.
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def wide(x):
                axes: List[int] = []
                for i in range(65):
                    axes.append(1)
                return x.sum().view(axes)

            def model(x):
                return redisAI.model_execute("m", [x + 1, wide(x), x + 2], 1)[0]

            def store(x):
                redisAI.tensor_set("k", wide(x))
                return x
            """);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["a", "b", "c"], ["y"], static inputs => [inputs[0]]));
        using AiTensor x = TorchModels.Filled(1, 2);

        foreach (string function in (string[])["wide", "model", "store"])
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run(function, [x]));
            Assert.Contains("65 axes", error.NativeMessage, StringComparison.Ordinal);
        }

        Assert.False(ai.Tensors.Contains("k"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Reply_whose_list_changes_while_it_is_read_fails_the_call_or_is_read_as_it_was(int change)
    {
        GrowingList list = new(change);
        await using RedisAiEngine ai = await EngineAsync(
            new PretendKeyspace(() => KeyspaceReply.FromArray([KeyspaceReply.FromArray(list), KeyspaceReply.FromInteger(7)])),
            "def f(x):\n    items = redis.asList(redis.execute(\"ANY\"))\n    return len(redis.asList(items[0])), str(items[1])\n");
        using AiTensor x = TorchModels.Filled(1, 2);

        if (change > 0)
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));
            Assert.Contains("changed while it was read", error.NativeMessage, StringComparison.Ordinal);
            return;
        }

        using ScriptResult result = ai.Scripts["s"].Run("f", [x]);
        Assert.Equal("7", result[1].AsStrings()[0]);
    }

    private static async Task<RedisAiEngine> EngineAsync(IKeyspace keyspace, string source)
    {
        RedisAiEngine ai = new(new RedisAiOptions { Keyspace = keyspace }, [new TorchBackend()]);
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText(source));
        return ai;
    }

    private sealed class PretendKeyspace(Func<KeyspaceReply> answer) : IKeyspace
    {
        public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments) => answer();
    }

    private sealed class SilentException(bool throws) : Exception
    {
        public override string Message => throws ? throw new InvalidOperationException("thrown on purpose") : null!;
    }

    /// <summary>Has another length each time it is walked through, and another one than it says.</summary>
    private sealed class GrowingList(int change) : IReadOnlyList<KeyspaceReply>
    {
        private int _length = 1_000;

        public int Count => _length;

        public KeyspaceReply this[int index] => KeyspaceReply.FromInteger(index);

        public IEnumerator<KeyspaceReply> GetEnumerator()
        {
            _length += change;
            return Enumerable.Range(0, _length).Select(static index => KeyspaceReply.FromInteger(index)).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
