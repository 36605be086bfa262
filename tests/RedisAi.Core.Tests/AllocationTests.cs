using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    // Not written out where they are used: code that is not optimized allocates for a span of constants.
    private static readonly long[] s_row = [1, 576];
    private static readonly long[] s_square = [2, 4];
    private static readonly float[] s_values = new float[576];

    private static readonly InferenceOptions s_options = new() { Session = "call:42", Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task Run_of_a_model_allocates_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Echo);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            using ModelResult result = model.Run([x]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_whose_outputs_are_new_allocates_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Tell);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            using ModelResult result = model.Run([x]);
            _ = result.AsSpan<float>("y")[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_a_timeout_allocates_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Echo);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() => model.Run([x], s_options).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_a_token_allocates_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Echo);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);
        using CancellationTokenSource cancellation = new();

        long bytes = Allocations.OfCall(() => model.Run([x], cancellationToken: cancellation.Token).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_by_name_allocates_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Echo);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);
        NamedTensors inputs = new() { ["x"] = x };

        long bytes = Allocations.OfCall(() => model.Run(inputs).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Asynchronous_run_of_a_quick_model_allocates_nothing()
    {
        // The clock stands still, so that a busy machine does not make the model look slow.
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Echo, new ManualTimeProvider());
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            ValueTask<ModelResult> run = model.RunAsync([x]);
            Assert.True(run.IsCompleted);
            run.GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Results_that_are_held_at_once_allocate_nothing()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Tell);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            using ModelResult first = model.Run([x]);
            using ModelResult second = model.Run([x]);
            using ModelResult third = model.Run([x]);
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Lent_output_costs_its_handle()
    {
        await using RedisAiEngine ai = await WithModelAsync(FakeSession.Tell);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            using ModelResult result = model.Run([x]);
            _ = result[0];
        });

        Assert.Equal(HandleBytes(), bytes);
    }

    [Fact]
    public void Writing_to_a_key_that_is_there_allocates_nothing()
    {
        using Store.StoreUnderTest test = new();
        using AiTensor tensor = Functions.Vec(1, 2, 3);
        using AiTensor other = Functions.Vec(1, 2, 3);
        bool first = false;

        long bytes = Allocations.OfCall(() => test.Store.Set("key", (first = !first) ? tensor : other));

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Writing_to_a_key_of_a_full_store_allocates_nothing()
    {
        using Store.StoreUnderTest test = new(maxBytes: 12);
        using AiTensor tensor = Functions.Vec(1, 2, 3);
        using AiTensor other = Functions.Vec(1, 2, 3);
        bool first = false;

        long bytes = Allocations.OfCall(() => test.Store.Set("key", (first = !first) ? tensor : other, TimeSpan.FromHours(1)));

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Reading_a_key_costs_the_handle()
    {
        using Store.StoreUnderTest test = new();
        using AiTensor tensor = Functions.Vec(1, 2, 3);
        test.Store.Set("key", tensor);

        long bytes = Allocations.OfCall(() => test.Store.Get("key")!.Dispose());

        Assert.Equal(HandleBytes(), bytes);
    }

    [Fact]
    public void Asking_for_a_key_allocates_nothing()
    {
        using Store.StoreUnderTest test = new();
        using AiTensor tensor = Functions.Vec(1, 2, 3);
        test.Store.Set("key", tensor, TimeSpan.FromHours(1));

        long bytes = Allocations.OfCall(() =>
        {
            _ = test.Store.Contains("key");
            _ = test.Store.Get("absent");
            _ = test.Store.GetTimeToLive("key");
            _ = test.Store.Remove("absent");
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void New_tensor_costs_its_handle()
    {
        long bytes = Allocations.OfCall(static () => AiTensor.Create<float>(s_row, s_values).Dispose());

        Assert.Equal(HandleBytes(), bytes);
    }

    [Fact]
    public void Views_cost_their_handles()
    {
        using AiTensor tensor = AiTensor.Create<float>([4, 2], new float[8]);

        long bytes = Allocations.OfCall(() =>
        {
            tensor.Slice(1, 2).Dispose();
            tensor.Reshape(s_square).Dispose();
        });

        Assert.Equal(2 * HandleBytes(), bytes);
    }

    [Fact]
    public void Handle_is_small()
    {
        // Object header, method table, buffer, offset, shape, type, disposed flag.
        Assert.Equal(48, HandleBytes());
    }

    private static long HandleBytes()
    {
        using AiTensor tensor = AiTensor.Scalar(1);
        return Allocations.OfCall(() => tensor.Share().Dispose());
    }

    private static async Task<RedisAiEngine> WithModelAsync(FakeRun run, TimeProvider? time = null)
    {
        RedisAiEngine ai = new(new RedisAiOptions(), [new FakeBackend(run)], time);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        return ai;
    }
}
