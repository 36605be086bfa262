using RedisAi.Backends;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>An engine on virtual time, whose threads the test performs.</summary>
internal sealed class VirtualEngine : IAsyncDisposable
{
    private readonly LinkedList<CancellationToken> _waiting = [];

    /// <param name="random">Chooses what is done next; null to do it in the order in which it came.</param>
    /// <param name="backends">Backends beside functions in C#.</param>
    public VirtualEngine(Random? random = null, params IReadOnlyList<IBackend> backends)
    {
        Threads = new StepThreads(random) { CoreCount = 2 };
        Engine = new RedisAiEngine(new RedisAiOptions(), backends, keyspace: null, Time, loggerFactory: null, meterFactory: null, Threads);
    }

    public ManualTimeProvider Time { get; } = new();

    public StepThreads Threads { get; }

    public RedisAiEngine Engine { get; }

    /// <summary>The virtual milliseconds since the beginning.</summary>
    public double Now => (Time.GetTimestamp() - TimeSpan.TicksPerDay) / (double)TimeSpan.TicksPerMillisecond;

    /// <summary>A function that takes so long, whatever happens meanwhile.</summary>
    public Func<AiTensor, AiTensor> Busy(Func<double> milliseconds) => x =>
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds()));
        return x;
    };

    /// <inheritdoc cref="Busy(Func{double})"/>
    public Func<AiTensor, AiTensor> Busy(double milliseconds) => Busy(() => milliseconds);

    /// <summary>An asynchronous function that takes so long, unless it is stopped.</summary>
    public Func<AiTensor, CancellationToken, ValueTask<AiTensor>> Wait(double milliseconds) => async (x, stop) =>
    {
        // Unlike Task.Delay, this goes on right where it is cancelled; only then it is no more among those that wait.
        TaskCompletionSource done = new();
        LinkedListNode<CancellationToken> waiting = Begin(stop);
        await using ITimer timer = Time.CreateTimer(_ => done.TrySetResult(), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        CancellationTokenRegistration registration = stop.UnsafeRegister(
            _ =>
            {
                done.TrySetCanceled(stop);
                End(waiting);
            },
            null);
        try
        {
            await done.Task.ConfigureAwait(false);
            return x;
        }
        finally
        {
            if (registration.Unregister() || !stop.CanBeCanceled)
            {
                End(waiting);
            }
        }
    };

    /// <summary>Does what there is to do, without that time passes.</summary>
    public void Rest() => Threads.RunAll();

    /// <summary>Does what there is to do until a task has ended.</summary>
    public T Drive<T>(T task)
        where T : Task
    {
        for (int step = 0; !task.IsCompleted; step++)
        {
            Assert.True(step < 10_000, "It never ends.");
            if (!Threads.Step() && !Stops() && !task.IsCompleted)
            {
                Assert.True(Time.AdvanceToNext(), "It never ends.");
            }
        }

        return task;
    }

    /// <summary>Runs a plan of one input <c>x</c> on a number, to its end.</summary>
    public Task<float> RunAsync(DagPlan plan, float x, double? timeoutMs = null) =>
        Drive(Graphs.RunAsync(plan, x, timeoutMs is { } milliseconds ? new InferenceOptions { Timeout = TimeSpan.FromMilliseconds(milliseconds) } : null));

    /// <summary>Whether something that waits was stopped: it notices on another thread, and no virtual time passes meanwhile.</summary>
    private bool Stops()
    {
        if (!IsAnyStopping())
        {
            return false;
        }

        Assert.True(SpinWait.SpinUntil(() => !IsAnyStopping(), TimeSpan.FromSeconds(20)));
        return true;
    }

    private LinkedListNode<CancellationToken> Begin(CancellationToken stop)
    {
        lock (_waiting)
        {
            return _waiting.AddLast(stop);
        }
    }

    private void End(LinkedListNode<CancellationToken> waiting)
    {
        lock (_waiting)
        {
            _waiting.Remove(waiting);
        }
    }

    private bool IsAnyStopping()
    {
        lock (_waiting)
        {
            return _waiting.Any(static token => token.IsCancellationRequested);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task closed = Engine.DisposeAsync().AsTask();
        for (int i = 0; i < 1_000 && !closed.IsCompleted; i++)
        {
            Threads.RunAll();
            if (!closed.Wait(TimeSpan.FromMilliseconds(1)))
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await closed;
    }
}
