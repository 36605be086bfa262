using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>A run that a fallback has saved looks like any other to its caller; operators see it.</summary>
public sealed class FallbackTraceTests
{
    [Fact]
    public async Task Fallback_is_logged_with_its_node_its_plan_and_the_error()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);

        Assert.Equal(2, await RunAsync(Saved(ai, "logged"), 1));

        Assert.Contains(
            (new EventId(123, "FellBack"), LogLevel.Warning, "The node 'f' of the plan 'logged' failed, and its fallback runs. System.InvalidOperationException: no"),
            logs.Entries.Select(static entry => (entry.Id, entry.Level, entry.Text)));
    }

    [Fact]
    public async Task Node_that_does_not_fail_is_not_logged()
    {
        RecordedLog logs = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], loggerFactory: logs);

        Assert.Equal(-1, await RunAsync(Saved(ai, "quiet"), -1));

        Assert.DoesNotContain(logs.Entries, static entry => entry.Id.Id == 123);
    }

    [Fact]
    public async Task Fallback_is_counted_with_its_plan_and_node()
    {
        List<string> counted = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Name == "redisai.dag.fallbacks")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            string text = string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains("counted", StringComparison.Ordinal))
            {
                counted.Add($"{count} {text}");
            }
        });
        listener.Start();
        await using RedisAiEngine ai = new();

        await RunAsync(Saved(ai, "counted"), 1);

        Assert.Equal(["1 redisai.dag.plan=counted redisai.dag.node=f"], counted);
    }

    [Fact]
    public async Task Span_of_the_node_has_an_event()
    {
        TaskCompletionSource<Activity> span = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "RedisAi",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "node f" && Equals(activity.GetTagItem("redisai.dag.plan"), "spanned fallback"))
                {
                    span.TrySetResult(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using RedisAiEngine ai = new();

        await RunAsync(Saved(ai, "spanned fallback"), 1);
        await Eventually.EndsAsync(span.Task);

        Activity node = await span.Task;
        ActivityEvent happened = Assert.Single(node.Events);
        Assert.Equal("redisai.dag.fallback", happened.Name);
        Assert.Equal(["System.InvalidOperationException", "no"], happened.Tags.Select(static tag => tag.Value));
        Assert.NotEqual(ActivityStatusCode.Error, node.Status);
    }

    [Fact]
    public async Task Second_fallback_and_second_timeout_of_a_node_are_refused()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode node = dag.Function("f", static x => x, x).Node.WithTimeout(TimeSpan.FromSeconds(1)).WithFallback(_ => x);

        InvalidOperationException timeout = Assert.Throws<InvalidOperationException>(() => node.WithTimeout(TimeSpan.FromSeconds(2)));
        InvalidOperationException fallback = Assert.Throws<InvalidOperationException>(() => node.WithFallback(_ => x));

        Assert.Equal("'f' has a timeout already, of 00:00:01.", timeout.Message);
        Assert.StartsWith("'f' has a fallback already", fallback.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_a_fallback_says_whether_it_is_of_an_input_or_of_a_sequence()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence split = dag.Split("split", CountUp, x);

        Assert.Equal(
            "'x' cannot have a fallback: it is an input, which does not fail.", Assert.Throws<InvalidOperationException>(() => x.Node.WithFallback(_ => x)).Message);
        Assert.Equal(
            "'split' cannot have a fallback: it gives a sequence. Put it and its Gather into a branch, as an If can have one.",
            Assert.Throws<InvalidOperationException>(() => split.Node.WithFallback(_ => x)).Message);
    }

    private static DagPlan Saved(RedisAiEngine ai, string name)
    {
        DagBuilder dag = ai.CreateDag(name);
        DagValue x = dag.Input("x");
        DagValue f = dag.Function("f", static x => x.Value() > 0 ? throw new InvalidOperationException("no") : x, x);
        f.Node.WithFallback(body => body.Function("instead", static x => Add(x, 1), x));
        dag.Output("y", f);
        return dag.Compile();
    }
}
