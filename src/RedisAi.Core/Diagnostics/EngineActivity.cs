using System.Diagnostics;

namespace RedisAi.Diagnostics;

/// <summary>The activity source <c>RedisAi</c>.</summary>
internal static class EngineActivity
{
    /// <summary>The tag with the name of a plan.</summary>
    public const string PlanTag = "redisai.dag.plan";

    /// <summary>The tag with the name of a node.</summary>
    public const string NodeTag = "redisai.dag.node";

    private static readonly ActivitySource s_source = new(EngineMetrics.Name);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsEnabled => s_source.HasListeners();

    /// <summary>Starts the span of one call, or returns null when nobody listens.</summary>
    public static Activity? StartRun(RunSubject subject, string? function)
    {
        if (!s_source.HasListeners() || s_source.StartActivity(function is null ? $"run {subject.Key}" : $"run {subject.Key}.{function}") is not { } activity)
        {
            return null;
        }

        if (function is not null)
        {
            activity.SetTag(RunSubject.FunctionTag, function);
        }

        return activity
            .SetTag(subject.KeyTag, subject.Key)
            .SetTag(subject.VersionTag, subject.Version)
            .SetTag("redisai.backend", subject.Backend);
    }

    /// <summary>Starts the span of a run that calls share, a trace of its own, or returns null when nobody listens. It is not the current one.</summary>
    public static Activity? StartBatch(RunSubject subject, int calls, int rows)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity? current = Activity.Current;
        Activity.Current = null;
        Activity? activity = s_source.StartActivity($"batch {subject.Key}")?
            .SetTag(subject.KeyTag, subject.Key)
            .SetTag(subject.VersionTag, subject.Version)
            .SetTag("redisai.batch.calls", calls)
            .SetTag("redisai.batch.rows", rows);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Links the span of a call, and that of the node of a plan that has made it, to the run that has served it.</summary>
    public static void LinkTo(this Activity call, Activity run)
    {
        ActivityLink link = new(run.Context);
        call.AddLink(link);
        if (call.Parent is { } parent && parent.Source == s_source && parent.GetTagItem(NodeTag) is not null)
        {
            parent.AddLink(link);
        }
    }

    /// <summary>Starts the span of one run of a plan, or returns null when nobody listens. It is not the current one: the run goes on elsewhere.</summary>
    public static Activity? StartPlan(string plan)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity? current = Activity.Current;
        Activity? activity = s_source.StartActivity($"plan {plan}")?.SetTag(PlanTag, plan);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Starts the span of one node of a plan, and makes it the current one.</summary>
    public static Activity? StartNode(string plan, string node, string kind, Activity run) =>
        s_source.StartActivity($"node {node}", ActivityKind.Internal, run.Context)?
            .SetTag(PlanTag, plan)
            .SetTag(NodeTag, node)
            .SetTag("redisai.dag.node.kind", kind);

    /// <summary>Notes on the span of a node that it failed, and that its fallback gives what it should have given.</summary>
    public static void FallBack(this Activity activity, Exception error) => activity.AddEvent(new ActivityEvent(
        "redisai.dag.fallback",
        tags: new ActivityTagsCollection { { "exception.type", error.GetType().FullName }, { "exception.message", error.Message } }));

    /// <summary>Notes on a span that its call failed; contents of tensors never come into it.</summary>
    public static void Fail(this Activity activity, Exception error) => activity
        .SetTag("error.type", error.GetType().FullName)
        .SetStatus(ActivityStatusCode.Error, error.Message);
}
