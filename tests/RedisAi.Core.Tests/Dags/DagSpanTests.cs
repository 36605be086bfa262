using System.Collections.Concurrent;
using System.Diagnostics;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>The spans of runs of plans.</summary>
public sealed class DagSpanTests
{
    [Fact]
    public async Task Run_has_a_span_with_one_for_each_node_and_those_of_models_link_to_the_run_that_served_them()
    {
        await using RedisAiEngine ai = new();
        using AiTensor zero = AiTensor.Create<float>([1, 1], [0]);
        await ai.Models.StoreAsync(
            "spanned", ModelSource.FromFunction(Signature(), static inputs => [inputs[0], inputs[1]]), new ModelOptions { Batching = { Mode = BatchingMode.On }, States = { new ModelState("s", "sN") { Initial = zero } } });
        DagBuilder dag = ai.CreateDag("traced");
        dag.Output("y", dag.Model("spanned", dag.Function("before", static x => x.Share(), dag.Input("x")))[0]);
        DagPlan plan = dag.Compile();
        using Recorder spans = new("traced", "spanned");
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);

        (await plan.RunAsync(new NamedTensors { ["x"] = x }, new InferenceOptions { Session = "s" })).Dispose();
        await Eventually.HoldsAsync(() => spans.Ended.Count == 5, "five spans");

        Activity run = spans.Of("plan traced");
        Activity before = spans.Of("node before");
        Activity node = spans.Of("node spanned");
        Activity call = spans.Of("run spanned");
        Activity batch = spans.Of("batch spanned");
        Assert.Equal(run.SpanId, before.ParentSpanId);
        Assert.Equal(run.SpanId, node.ParentSpanId);
        Assert.Equal(node.SpanId, call.ParentSpanId);
        Assert.Equal("model", node.GetTagItem("redisai.dag.node.kind"));
        Assert.Equal(batch.Context, Assert.Single(call.Links).Context);
        Assert.Equal(batch.Context, Assert.Single(node.Links).Context);
        Assert.NotEqual(run.TraceId, batch.TraceId);
        Assert.Equal(1, batch.GetTagItem("redisai.batch.calls"));
    }

    [Fact]
    public async Task Span_of_a_node_that_fails_says_so_and_so_does_that_of_the_run()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("failing");
        dag.Output("y", dag.Function("bad", static _ => throw new InvalidOperationException("no"), dag.Input("x")));
        DagPlan plan = dag.Compile();
        using Recorder spans = new("failing", "failing");
        using AiTensor x = AiTensor.Scalar(1f);

        await Assert.ThrowsAsync<DagExecutionException>(async () => await plan.RunAsync(new NamedTensors { ["x"] = x }));

        Assert.Equal((ActivityStatusCode.Error, "no"), (spans.Of("node bad").Status, spans.Of("node bad").StatusDescription));
        Assert.Equal(ActivityStatusCode.Error, spans.Of("plan failing").Status);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task Span_of_a_caller_who_blocks_is_the_current_one_again_when_a_node_has_ended_on_another_thread()
    {
        await using RedisAiEngine ai = new();
        Thread blocks = null!;
        DagBuilder dag = ai.CreateDag("elsewhere");
        dag.Output("y", dag.Function("later", LaterAsync, dag.Input("x")));
        DagPlan plan = dag.Compile();
        using Recorder spans = new("elsewhere", "elsewhere");
        using AiTensor x = AiTensor.Scalar(1f);
        using Activity caller = new("caller");
        caller.Start();
        blocks = Thread.CurrentThread;

        plan.Run(new NamedTensors { ["x"] = x }).Dispose();

        Assert.Same(caller, Activity.Current);
        Assert.Equal(caller.SpanId, spans.Of("plan elsewhere").ParentSpanId);

        async ValueTask<AiTensor> LaterAsync(AiTensor x, CancellationToken stop)
        {
            await Eventually.HoldsAsync(() => blocks.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), "the caller blocks");
            return x.Share();
        }
    }

    private static ModelSignature Signature() => new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 1])), new TensorSpec("s", TensorDataType.Float32, new ShapePattern([-1, 1]))],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 1])), new TensorSpec("sN", TensorDataType.Float32, new ShapePattern([-1, 1]))]);

    /// <summary>Keeps the spans of a plan and of a model.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly ActivityListener _listener;

        public Recorder(string plan, string model)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static source => source.Name == "RedisAi",
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (Equals(activity.GetTagItem("redisai.dag.plan"), plan) || Equals(activity.GetTagItem("redisai.model.key"), model))
                    {
                        Ended.Add(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentBag<Activity> Ended { get; } = [];

        public Activity Of(string name) => Assert.Single(Ended, activity => activity.OperationName == name);

        public void Dispose() => _listener.Dispose();
    }
}
