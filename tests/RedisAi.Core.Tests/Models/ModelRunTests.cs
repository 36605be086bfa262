using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelRunTests
{
    [Fact]
    public async Task Positional_inputs_go_in_the_order_of_the_signature()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        using AiTensor a = Functions.Vec(5, 7);
        using AiTensor b = Functions.Vec(2, 3);

        using ModelResult result = ai.Models["m"].Run([a, b]);

        Assert.Equal([3, 4], result.AsSpan<float>(0).ToArray());
        Assert.Equal([10, 21], result[1].ToArray<float>());
    }

    [Fact]
    public async Task Named_inputs_go_in_any_order()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.TwoOutputs);
        using AiTensor a = Functions.Vec(5, 7);
        using AiTensor b = Functions.Vec(2, 3);

        using ModelResult result = ai.Models["m"].Run(new NamedTensors { ["b"] = b, ["a"] = a });

        Assert.Equal([3, 4], result["difference"].ToArray<float>());
        Assert.Equal([10, 21], result.AsSpan<float>("product").ToArray());
    }

    [Fact]
    public async Task All_ways_to_call_give_the_same()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        IModel model = ai.Models["double"];
        using AiTensor x = Functions.Vec(1, 2);
        NamedTensors named = new() { ["x"] = x };

        // Twice: the first asynchronous run goes to the thread pool, later ones of a quick model stay here.
        for (int round = 0; round < 2; round++)
        {
            using ModelResult run = model.Run([x]);
            using ModelResult runNamed = model.Run(named);
            using ModelResult runAsync = await model.RunAsync([x]);
            using ModelResult runAsyncNamed = await model.RunAsync(named);
            InferenceAttempt attempt = await model.TryRunAsync([x]);
            InferenceAttempt attemptNamed = await model.TryRunAsync(named);
            using ModelResult attempted = attempt.Result;
            using ModelResult attemptedNamed = attemptNamed.Result;

            Assert.True(attempt.Accepted && attemptNamed.Accepted);
            Assert.Equal(TimeSpan.Zero, attempt.RetryAfter);
            foreach (ModelResult result in (ModelResult[])[run, runNamed, runAsync, runAsyncNamed, attempted, attemptedNamed])
            {
                Assert.Equal([2, 4], result.AsSpan<float>(0).ToArray());
            }
        }
    }

    [Fact]
    public async Task Inputs_may_be_disposed_once_an_asynchronous_call_was_accepted()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim go = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            Testing.Eventually.Comes(go);
            return [inputs[0]];
        }));
        AiTensor x = Functions.Vec(1, 2);

        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x]);
        x.Dispose();
        using AiTensor other = Functions.Vec(8, 9);
        go.Set();
        using ModelResult result = await run;

        Assert.Equal([1, 2], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Model_without_inputs_and_model_without_outputs_run()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("source", ModelSource.FromFunction([], ["y"], static _ => [AiTensor.Scalar(1)]));
        await ai.Models.StoreAsync("sink", ModelSource.FromFunction(["x"], [], static _ => []));

        using ModelResult one = ai.Models["source"].Run([]);
        using ModelResult none = ai.Models["sink"].Run([one[0]]);

        Assert.Equal(1, one.AsSpan<int>(0)[0]);
        Assert.Equal(0, none.Count);
    }

    [Fact]
    public async Task Strings_go_in_and_out()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("upper", ModelSource.FromFunction(["x"], ["y"], static inputs =>
            [AiTensor.CreateStrings(inputs[0].Shape.Dimensions, [.. inputs[0].AsStrings().ToArray().Select(static text => text.ToUpperInvariant())])]));
        using AiTensor names = AiTensor.CreateStrings([2], ["tabby", "tiger cat"]);

        using ModelResult result = ai.Models["upper"].Run([names]);

        Assert.Equal(["TABBY", "TIGER CAT"], result[0].AsStrings().ToArray());
    }

    [Fact]
    public async Task Model_runs_on_many_threads_at_once()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        IModel model = ai.Models["double"];

        Testing.Threads.Run(4, thread =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                using AiTensor x = Functions.Vec(thread, i);
                using ModelResult result = model.Run([x]);
                Assert.Equal(2 * thread, result.AsSpan<float>(0)[0]);
                Assert.Equal(2 * i, result.AsSpan<float>(0)[1]);
            }
        });

        Assert.Equal(8_000, ai.Models.GetInfo("double").Statistics.Calls);
    }

    [Fact]
    public async Task Results_that_are_held_at_once_do_not_disturb_each_other()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        List<ModelResult> results = [];

        for (int i = 0; i < 100; i++)
        {
            using AiTensor x = Functions.Vec(i);
            results.Add(ai.Models["double"].Run([x]));
        }

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(2 * i, results[i].AsSpan<float>(0)[0]);
            results[i].Dispose();
        }
    }
}
