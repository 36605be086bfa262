using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class ScriptAllocationTests
{
    private static readonly string[] s_keys = ["user:7"];
    private static readonly string[] s_args = ["0.5"];
    private static readonly InferenceOptions s_options = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task Run_of_a_script_allocates_nothing()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() =>
        {
            using ScriptResult result = script.Run("echo", [x, x, x, x, x]);
            _ = result.AsSpan<float>(4)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_keys_arguments_and_a_timeout_allocates_nothing()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        long bytes = Allocations.OfCall(() => script.Run("echo", [x], s_keys, s_args, s_options).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Asynchronous_run_of_a_quick_function_allocates_nothing()
    {
        // The clock stands still, so that a busy machine does not make the function look slow.
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo, new ManualTimeProvider());
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1, 2, 3);
        script.Run("echo", [x]).Dispose();

        long bytes = Allocations.OfCall(() =>
        {
            ValueTask<ScriptResult> run = script.RunAsync("echo", [x]);
            Assert.True(run.IsCompleted);
            run.GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Reading_a_tensor_of_the_store_from_a_script_allocates_nothing()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", static call => call.Outputs.Add(call.Host.GetTensor("x"))));
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1, 2, 3);
        ai.Tensors.Set("x", x);

        Assert.Equal(0, Allocations.OfCall(() => script.Run("f", []).Dispose()));
    }

    [Fact]
    public async Task Running_a_model_from_a_script_allocates_nothing()
    {
        FakeScript body = new FakeScript().Add("f", static call =>
        {
            TensorValue output = default;
            call.Host.RunModel("m", call.Inputs, new Span<TensorValue>(ref output));
            call.Outputs.Add(output);
        });
        await using RedisAiEngine ai = new(new FakeScriptBackend(body), new FakeBackend(FakeSession.Tell));
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        IScript script = ai.Scripts["s"];
        using AiTensor x = Functions.Vec(1, 2, 3);

        Assert.Equal(0, Allocations.OfCall(() => script.Run("f", [x], options: s_options).Dispose()));
    }
}
