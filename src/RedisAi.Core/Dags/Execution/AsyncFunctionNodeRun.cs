using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs an asynchronous C# function; its inputs are lent until its task has ended.</summary>
internal sealed class AsyncFunctionNodeRun(GraphRun graph, FunctionNode plan) : NodeRun(graph, plan)
{
    private AiTensor[] _lent = [];
    private TensorValue[]? _outputs;

    public override bool BlocksFor(long ticks) => false;

    protected override bool Begin()
    {
        _lent = LentInputs.Lend(plan.TakesSequence ? Graph.Sequence(plan.Inputs[0].Slot) : Inputs);
        Task run = RunAsync();
        if (!run.IsCompleted)
        {
            _ = run.ContinueWith(
                static (task, node) => ((AsyncFunctionNodeRun)node!).End(ErrorOf(task)),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return false;
        }

        run.GetAwaiter().GetResult();
        return true;
    }

    protected override TensorValue TakeOutput(in PlanOutput output) => _outputs![output.Index].AddReference();

    protected override void CleanUp()
    {
        LentInputs.TakeBack(_lent);
        foreach (TensorValue output in _outputs ?? [])
        {
            output.Release();
        }

        (_lent, _outputs) = ([], null);
    }

    /// <summary>What a task has failed with: that of a cancelled one, which may have a cause, only an await tells.</summary>
    private static Exception? ErrorOf(Task run)
    {
        if (!run.IsCanceled)
        {
            return run.Exception?.InnerException;
        }

        try
        {
            run.GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException error)
        {
            return error;
        }
    }

    private async Task RunAsync()
    {
        if (Deadline == long.MaxValue)
        {
            _outputs = FunctionOutputs.Take(await plan.Body.Asynchronous!(_lent, Scope.Token).ConfigureAwait(false), plan.OutputCount, Plan.Path);
            return;
        }

        using CancellationTokenSource timeout = new(Scope.Time.RoundUpTo(Deadline), Scope.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(Scope.Token, timeout.Token);
        try
        {
            _outputs = FunctionOutputs.Take(await plan.Body.Asynchronous!(_lent, either.Token).ConfigureAwait(false), plan.OutputCount, Plan.Path);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !Scope.IsStopped)
        {
            throw TookTooLong(error);
        }
    }
}
