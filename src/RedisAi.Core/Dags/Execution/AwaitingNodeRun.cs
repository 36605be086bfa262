using System.Runtime.CompilerServices;

namespace RedisAi.Dags.Execution;

/// <summary>A node that makes one call, which may end later.</summary>
/// <typeparam name="TResult">What the call gives.</typeparam>
internal abstract class AwaitingNodeRun<TResult> : NodeRun
{
    private readonly Action _continue;
    private ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter _awaiter;

    protected AwaitingNodeRun(GraphRun graph, PlanNode plan)
        : base(graph, plan) => _continue = Continue;

    /// <summary>Takes the result of the call, now or once it is there. The last thing in <see cref="NodeRun.Begin"/>.</summary>
    /// <returns>Whether it was there.</returns>
    protected bool Await(ValueTask<TResult> call)
    {
        ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter awaiter = call.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            Take(awaiter.GetResult());
            return true;
        }

        _awaiter = awaiter;
        awaiter.UnsafeOnCompleted(_continue);
        return false;
    }

    /// <summary>The time that is left.</summary>
    /// <returns>Null for any time.</returns>
    /// <exception cref="TimeoutException">None is left.</exception>
    protected TimeSpan? TimeLeft()
    {
        if (Deadline == long.MaxValue)
        {
            return null;
        }

        TimeSpan left = Scope.Time.GetElapsedTime(Scope.Time.GetTimestamp(), Deadline);
        return left > TimeSpan.Zero ? left : throw NoTimeLeft();
    }

    /// <summary>Takes the result of the call.</summary>
    protected abstract void Take(TResult result);

    private void Continue()
    {
        Exception? error = null;
        try
        {
            ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter awaiter = _awaiter;
            _awaiter = default;
            Take(awaiter.GetResult());
        }
#pragma warning disable CA1031 // It becomes the error of the node.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            error = failure;
        }

        End(error);
    }
}
