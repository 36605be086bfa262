using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>The keys that a run persists under, and how long what is there lives.</summary>
public sealed class PlanKeyTests
{
    [Fact]
    public async Task Keys_that_become_the_same_are_refused_before_anything_runs()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Function("f", ran.Pass, dag.Input("x"));
        dag.Output("y", x);
        dag.Persist(x, "{a}:k");
        dag.Persist(x, "fix:k");
        dag.Persist(x, "{b}:k");
        DagPlan plan = dag.Compile();

        ArgumentException same = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(plan, 1, With("x", "x")));
        ArgumentException fix = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(plan, 1, With("x", "fix")));
        Assert.Equal(0, ran.Count);
        await RunAsync(plan, 1, With("x", "y"));

        Assert.Equal("The plan 'p' would persist '{a}:k' and '{b}:k' under the same key, 'x:k'.", same.Message);
        Assert.Equal("The plan 'p' would persist 'fix:k' and '{b}:k' under the same key, 'fix:k'.", fix.Message);
        Assert.Equal(["fix:k", "x:k", "y:k"], ai.Tensors.Keys().Order(StringComparer.Ordinal));

        static DagRunOptions With(string a, string b) => new() { Arguments = { ["a"] = a, ["b"] = b } };
    }

    [Fact]
    public async Task Key_with_an_empty_part_is_refused_before_anything_runs()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Function("f", ran.Pass, dag.Input("x"));
        dag.Persist(x, "{a}{b}");
        DagPlan plan = dag.Compile();
        using AiTensor one = Number(1);

        ArgumentException error = Assert.Throws<ArgumentException>(() => plan.Run(new NamedTensors { ["x"] = one }, new DagRunOptions { Arguments = { ["a"] = "", ["b"] = "" } }));

        Assert.Equal("The plan 'p' must be given a value for {a}, and an empty text was given.", error.Message);
        Assert.Equal(0, ran.Count);
    }

    [Fact]
    public async Task What_is_persisted_is_never_there_without_its_time_to_live()
    {
        WatchingTime time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", x);
        dag.Persist(x, "an hour", TimeSpan.FromHours(1));
        dag.Persist(x, "a minute", TimeSpan.FromMinutes(1));
        dag.Persist(x, "for ever");
        DagPlan plan = dag.Compile();
        bool isBare = false;
        time.Looked = () => isBare |= ai.Tensors.Contains("an hour") && ai.Tensors.GetTimeToLive("an hour") is null;

        await RunAsync(plan, 1);
        time.Looked = null;

        Assert.False(isBare);
        Assert.Equal(TimeSpan.FromHours(1), ai.Tensors.GetTimeToLive("an hour"));
        Assert.Equal(TimeSpan.FromMinutes(1), ai.Tensors.GetTimeToLive("a minute"));
        Assert.Null(ai.Tensors.GetTimeToLive("for ever"));
    }

    /// <summary>A clock that says when somebody looks at it.</summary>
    private sealed class WatchingTime : TimeProvider
    {
        private bool _isLooking;

        public Action? Looked { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            if (!_isLooking)
            {
                _isLooking = true;
                Looked?.Invoke();
                _isLooking = false;
            }

            return TimeSpan.TicksPerDay;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new ManualTimeProvider().CreateTimer(callback, state, dueTime, period);
    }
}
