using RedisAi.Backends;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What an engine must do over every backend.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class EngineTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    [Fact]
    public async Task Backend_is_inferred_from_the_model()
    {
        using IBackend backend = Subject.CreateBackend();
        await using RedisAiEngine ai = new(Subject.CreateBackends());

        ModelInfo info = await ai.Models.StoreAsync("sum", Subject.Sum, SumOptions(new ModelOptions()));

        Assert.Equal(backend.Name, info.Backend);
        Assert.Equal(Device.Cpu, info.Device);
    }

    [Fact]
    public async Task Backend_is_asked_for_by_name_in_any_case()
    {
        using IBackend backend = Subject.CreateBackend();
        await using RedisAiEngine ai = new(Subject.CreateBackends());

        ModelInfo info = await ai.Models.StoreAsync("sum", Subject.Sum, SumOptions(new ModelOptions { Backend = Lower(backend.Name) }));

        Assert.Equal(backend.Name, info.Backend);
    }

    [Fact]
    public async Task Model_is_loaded_from_a_stream()
    {
        byte[] bytes = Subject.SumBytes.Require();
        await using RedisAiEngine ai = new(Subject.CreateBackends());
        using MemoryStream stream = new(bytes);

        await ai.Models.StoreAsync("sum", ModelSource.FromStream(stream), SumOptions(new ModelOptions()));

        AssertAdds(ai.Models["sum"], 1, 2);
    }

    [Fact]
    public async Task Positional_named_synchronous_and_asynchronous_calls_give_the_same()
    {
        await using RedisAiEngine ai = await WithSumAsync();
        IModel model = ai.Models["sum"];
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        NamedTensors named = new() { [Subject.SumInputs.Right] = right, [Subject.SumInputs.Left] = left };

        using ModelResult run = model.Run([left, right]);
        using ModelResult runNamed = model.Run(named);
        using ModelResult runAsync = await model.RunAsync([left, right]);
        using ModelResult runAsyncNamed = await model.RunAsync(named);

        foreach (ModelResult result in (ModelResult[])[run, runNamed, runAsync, runAsyncNamed])
        {
            SumRun.AssertIsSum(left, right, result.AsSpan<float>(Subject.SumOutput));
        }
    }

    [Fact]
    public async Task Wrong_inputs_are_refused_before_the_backend_sees_them()
    {
        CountingBackend backend = new(Subject.CreateBackend());
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("sum", Subject.Sum, SumOptions(new ModelOptions { Backend = backend.Name, WarmUp = false, Threads = 1 }));
        using AiTensor right = Numbers(1);
        using AiTensor ints = AiTensor.Create<int>([SumLength], new int[SumLength]);
        using AiTensor square = right.Reshape([4, 4]);
        IModel model = ai.Models["sum"];

        Assert.Throws<TensorMismatchException>(() => model.Run([right]));
        Assert.Throws<TensorMismatchException>(() => model.Run([right, right, right]));
        Assert.Throws<TensorMismatchException>(() => model.Run([right, ints]));
        Assert.Throws<TensorMismatchException>(() => model.Run([right, square]));
        Assert.Throws<TensorMismatchException>(() => model.Run(new NamedTensors { [Subject.SumInputs.Left] = right }));
        Assert.Throws<TensorMismatchException>(() => model.Run(new NamedTensors { [Subject.SumInputs.Left] = right, ["unheard of"] = right }));
        Assert.Equal(0, backend.Runs);

        model.Run([right, right]).Dispose();
        Assert.Equal(1, backend.Runs);
    }

    [Fact]
    public async Task Many_threads_share_one_model()
    {
        await using RedisAiEngine ai = await WithSumAsync();
        IModel model = ai.Models["sum"];

        Threads.Run(4, thread =>
        {
            for (int i = 0; i < 500; i++)
            {
                AssertAdds(model, thread * 1000, i);
            }
        });

        Assert.Equal((2_000, 0), (ai.Models.GetInfo("sum").Statistics.Calls, ai.Models.GetInfo("sum").Statistics.Errors));
    }

    [Fact]
    public async Task Swaps_under_load_lose_no_call_and_leave_nothing_behind()
    {
        CountingBackend backend = new(Subject.CreateBackend());
        await using RedisAiEngine ai = new(backend);
        ModelOptions options = SumOptions(new ModelOptions { Backend = backend.Name, Threads = 1 });
        await ai.Models.StoreAsync("sum", Subject.Sum, options);
        IModel model = ai.Models["sum"];

        int swaps = 0;
        Task load = Task.Run(() => Threads.RunFor(
            TimeSpan.FromSeconds(1),
            readers: 2,
            writers: 0,
            random => AssertAdds(model, random.Next(1000), random.Next(1000)),
            static _ => { },
            () => Volatile.Read(ref swaps) > 0));
        while (!load.IsCompleted)
        {
            await ai.Models.StoreAsync("sum", Subject.Sum, options);
            Interlocked.Increment(ref swaps);
        }

        await load;
        Assert.True(swaps > 0);
        Assert.Equal(1, backend.OpenSessions);
    }

    [Fact]
    public async Task Results_outlive_the_model_and_the_engine()
    {
        RedisAiEngine ai = await WithSumAsync();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        ModelResult result = ai.Models["sum"].Run([left, right]);
        ModelResult other = ai.Models["sum"].Run([left, right]);

        AiTensor detached = other.Detach(0);
        other.Dispose();
        await ai.Models.DeleteAsync("sum");
        await ai.DisposeAsync();

        SumRun.AssertIsSum(left, right, result.AsSpan<float>(0));
        SumRun.AssertIsSum(left, right, detached.AsSpan<float>());
        result.Dispose();
        detached.Dispose();
    }

    [Fact]
    public async Task Model_runs_from_store_to_store()
    {
        await using RedisAiEngine ai = await WithSumAsync();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        ai.Tensors.Set("left", left);
        ai.Tensors.Set("right", right);

        await ai.Models.ExecuteAsync("sum", ["left", "right"], ["sum"]);

        using AiTensor sum = ai.Tensors.GetRequired("sum");
        SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
    }

    [Fact]
    public async Task Damaged_model_leaves_what_was_there()
    {
        Dictionary<string, ModelSource> damaged = Subject.Damaged.Require();
        using IBackend backend = Subject.CreateBackend();
        await using RedisAiEngine ai = await WithSumAsync();
        foreach ((string fault, ModelSource source) in damaged)
        {
            Exception? error = await Record.ExceptionAsync(() => ai.Models.StoreAsync("sum", source, new ModelOptions { Backend = backend.Name }));

            Assert.True(error is ModelLoadException, $"{fault}: {error}");
            Assert.Contains("'sum'", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, ai.Models.GetInfo("sum").Version);
        AssertAdds(ai.Models["sum"], 1, 2);
    }

    private static string Lower(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.ToLowerInvariant(source[i]);
        }
    });

    private static void AssertAdds(IModel model, float leftFirst, float rightFirst)
    {
        using AiTensor left = Numbers(leftFirst);
        using AiTensor right = Numbers(rightFirst);
        using ModelResult result = model.Run([left, right]);
        SumRun.AssertIsSum(left, right, result.AsSpan<float>(0));
    }

    private async Task<RedisAiEngine> WithSumAsync()
    {
        RedisAiEngine ai = new(Subject.CreateBackends());
        await ai.Models.StoreAsync("sum", Subject.Sum, SumOptions(new ModelOptions()));
        return ai;
    }
}
