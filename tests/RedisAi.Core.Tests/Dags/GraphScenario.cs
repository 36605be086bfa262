using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>A random graph, and runs of it on virtual time, some at the same time, some cancelled or with too little time.</summary>
internal sealed class GraphScenario : IGraphWork, IAsyncDisposable
{
    private readonly Random _random;
    private readonly VirtualEngine _engine;
    private readonly RandomGraph _graph;

    private GraphScenario(int seed)
    {
        _random = new Random(seed);
        _engine = new VirtualEngine(_random);
        _graph = new RandomGraph(_engine.Engine, _random, this);
    }

    /// <summary>Runs one.</summary>
    /// <param name="seed">Tells all.</param>
    public static async Task RunAsync(int seed)
    {
        IReadOnlyDictionary<string, long> before = LeakCheck.Count();
        await using (GraphScenario scenario = new(seed))
        {
            await scenario.RunAsync();
        }

        Assert.Null(LeakCheck.FindLeak(before));
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    public void Spend(long salt)
    {
        if (salt % 2 == 0)
        {
            _engine.Time.Advance(TimeSpan.FromTicks(salt % 100));
        }
    }

    /// <summary>Nobody registers with the token, since that is called on threads that the test does not perform.</summary>
    public ValueTask SpendAsync(long salt, CancellationToken stop) => salt % 4 == 0
        ? ValueTask.CompletedTask
        : new ValueTask(Task.Delay(TimeSpan.FromTicks(salt), _engine.Time, CancellationToken.None));

    private async Task RunAsync()
    {
        for (int round = 0; round < 3; round++)
        {
            Task[] runs = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(run => RunAsync($"{round}.{run}"))];
            await _engine.Drive(Task.WhenAll(runs));
        }
    }

    private async Task RunAsync(string name)
    {
        using CancellationTokenSource cancellation = new();
        TimeSpan? timeout = _random.Next(6) == 0 ? TimeSpan.FromTicks(_random.Next(1, 3_000)) : null;
        await using ITimer? timer = _random.Next(5) == 0
            ? _engine.Time.CreateTimer(_ => cancellation.Cancel(), null, TimeSpan.FromTicks(_random.Next(2_000)), Timeout.InfiniteTimeSpan)
            : null;
        GraphCall call = new(_engine.Engine, _graph, name, _random);

        await call.RunAsync(timeout, isBlocking: false, cancellation.Token).ConfigureAwait(false);
    }
}
