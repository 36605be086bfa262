using System.Diagnostics;
using RedisAi.Tensors;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Diagnostics;

public sealed class EngineActivityTests
{
    [Fact]
    public async Task Call_is_a_span_with_its_model()
    {
        List<Activity> activities = [];
        using ActivityListener listener = Listen(activities);
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(1);

        ai.Models["double"].Run([x]).Dispose();

        Activity activity = Assert.Single(activities);
        Assert.Equal("run double", activity.OperationName);
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Equal(
            [("redisai.backend", "FUNCTION"), ("redisai.model.key", "double"), ("redisai.model.version", "1")],
            activity.TagObjects.Select(static tag => (tag.Key, $"{tag.Value}")).Order());
    }

    [Fact]
    public async Task Span_of_an_asynchronous_call_has_the_callers_as_its_parent()
    {
        List<Activity> activities = [];
        using ActivityListener listener = Listen(activities);
        using Activity caller = new Activity("caller").Start();
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(1);

        (await ai.Models["double"].RunAsync([x])).Dispose();

        Assert.Equal(caller.SpanId, Assert.Single(activities).ParentSpanId);
    }

    [Fact]
    public async Task Failed_call_is_a_failed_span()
    {
        List<Activity> activities = [];
        using ActivityListener listener = Listen(activities);
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], [], static _ => throw new InvalidTimeZoneException("The reason.")));

        Assert.Throws<InvalidTimeZoneException>(() => ai.Models["m"].Run([]));

        Activity activity = Assert.Single(activities);
        Assert.Equal((ActivityStatusCode.Error, "The reason."), (activity.Status, activity.StatusDescription));
        Assert.Equal("System.InvalidTimeZoneException", activity.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Call_of_a_script_is_a_span_with_its_function_and_the_models_that_it_runs_are_its_children()
    {
        List<Activity> activities = [];
        using ActivityListener listener = Listen(activities);
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", static call =>
        {
            TensorValue[] outputs = new TensorValue[1];
            call.Host.RunModel("double", call.Inputs, outputs);
            call.Outputs.Add(outputs[0]);
        }));
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(1);

        ai.Scripts["s"].Run("f", [x]).Dispose();

        Assert.Equal(["run double", "run s.f"], activities.Select(static activity => activity.OperationName));
        Assert.Equal(activities[1].SpanId, activities[0].ParentSpanId);
        Assert.Equal(
            [("redisai.backend", "FAKESCRIPT"), ("redisai.script.function", "f"), ("redisai.script.key", "s"), ("redisai.script.version", "1")],
            activities[1].TagObjects.Select(static tag => (tag.Key, $"{tag.Value}")).Order());
    }

    private static ActivityListener Listen(List<Activity> activities)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "RedisAi",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
