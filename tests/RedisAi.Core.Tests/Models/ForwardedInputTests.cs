using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Backends that leave an input in their outputs as it is.</summary>
public sealed class ForwardedInputTests
{
    [Fact]
    public async Task Input_that_a_backend_forwards_is_the_callers_and_the_results()
    {
        FakeBackend backend = new(static (_, _, inputs, outputs) => outputs[0] = inputs[0]);
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using AiTensor x = Functions.Vec(1, 2);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);
            Assert.Equal([1, 2], result.AsSpan<float>(0));
        }

        AssertUnharmed(x);
    }

    [Fact]
    public async Task Input_that_a_backend_forwards_before_it_fails_stays_what_it_is()
    {
        bool fails = false;
        FakeBackend backend = new((_, _, inputs, outputs) =>
        {
            outputs[0] = inputs[0];
            if (fails)
            {
                throw new BackendException("FAKE", 1, "no");
            }
        });
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using AiTensor x = Functions.Vec(1, 2);
        fails = true;

        for (int run = 0; run < 3; run++)
        {
            Assert.Throws<BackendException>(() => ai.Models["m"].Run([x]));
        }

        AssertUnharmed(x);
    }

    [Fact]
    public async Task Probe_and_shared_runs_bear_a_backend_that_forwards()
    {
        FakeBackend backend = new(static (_, _, inputs, outputs) => outputs[0] = inputs[0])
        {
            Signature = new ModelSignature(
                [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 2], ["batch", ""]))],
                [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 2], ["batch", ""]))]),
        };
        await using RedisAiEngine ai = new(backend);
        long before = AiTensor.BuffersInUse;
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Batching = { Mode = BatchingMode.On, BatchSize = 4 } });
        using AiTensor x = AiTensor.Create<float>([1, 2], [1, 2]);
        IModel model = ai.Models["m"];

        ValueTask<ModelResult>[] runs = [.. Enumerable.Range(0, 32).Select(_ => model.RunAsync([x]))];
        foreach (ValueTask<ModelResult> run in runs)
        {
            using ModelResult result = await run;
            Assert.Equal([1, 2], result.AsSpan<float>(0));
        }

        AssertUnharmed(x);
        Assert.True(AiTensor.BuffersInUse <= before + 1);
    }

    [Fact]
    public async Task Input_that_a_function_of_a_script_forwards_is_the_callers_and_the_results()
    {
        FakeScript script = new FakeScript().Add("echo", static call =>
        {
            call.Outputs.Add(call.Inputs[0]);
            call.Outputs.Add(call.Inputs[0], "again");
        });
        await using RedisAiEngine ai = new(new FakeScriptBackend(script));
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        using AiTensor x = Functions.Vec(1, 2);

        for (int run = 0; run < 3; run++)
        {
            using ScriptResult result = ai.Scripts["s"].Run("echo", [x]);
            Assert.Equal([1, 2], result.AsSpan<float>(0));
            Assert.Equal([1, 2], result.AsSpan<float>("again"));
        }

        AssertUnharmed(x);
    }

    /// <summary>Takes all the memory of that size that is free, and looks whether the tensor is still what it was.</summary>
    private static void AssertUnharmed(AiTensor x)
    {
        AiTensor[] others = [.. Enumerable.Range(0, 64).Select(static _ => Functions.Vec(-1, -1))];
        float[] actual = x.ToArray<float>();
        Array.ForEach(others, static other => other.Dispose());
        Assert.Equal([1, 2], actual);
    }
}
