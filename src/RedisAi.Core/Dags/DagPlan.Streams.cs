using System.Runtime.CompilerServices;

namespace RedisAi;

/// <content>Many runs, one after the other or some at once.</content>
public sealed partial class DagPlan
{
    /// <summary>Runs the plan on each element of a stream, several at once, and gives the results in the order of the elements.</summary>
    /// <param name="inputs">The elements. The next one is asked for when there is room for it, so a slow reader of the results slows the stream down. Its tensors are borrowed until the one after it is asked for.</param>
    /// <param name="maxConcurrency">How many elements are under way at once, those included whose results were not read yet.</param>
    /// <param name="options">The options of each run; null for the defaults. With a session, stateful models get the elements in order.</param>
    /// <param name="cancellationToken">Ends the stream, and stops what is under way.</param>
    /// <returns>One result for each element, each the reader's to dispose.</returns>
    /// <remarks>
    /// The stream ends with the first failure in the order of the elements; one of the source comes after the results of what it gave before. What is under
    /// way then is stopped, and disposed; so it is when the reader leaves early.
    /// </remarks>
    public IAsyncEnumerable<DagResult> RunAsync(
        IAsyncEnumerable<NamedTensors> inputs, int maxConcurrency, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return StreamAsync(inputs, maxConcurrency, options, cancellationToken);
    }

    private async IAsyncEnumerable<DagResult> StreamAsync(
        IAsyncEnumerable<NamedTensors> inputs, int maxConcurrency, InferenceOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<DagResult>> underWay = new();
        IAsyncEnumerator<NamedTensors> elements = inputs.GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        Task<bool>? broken = null;
        bool more = true;
        bool done = false;
        try
        {
            while (more || underWay.Count > 0)
            {
                next ??= more && underWay.Count < maxConcurrency ? elements.MoveNextAsync().AsTask() : null;
                Task<DagResult>? first = underWay.TryPeek(out Task<DagResult>? run) ? run : null;
                if (first is not null && next is { IsCompleted: false })
                {
                    // A source that lets one wait must not keep back what is ready.
                    await Task.WhenAny(next, first).ConfigureAwait(false);
                }

                if (next is not null && (first is null || next.IsCompleted))
                {
                    Task<bool> asked = next;
                    next = null;
                    await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    broken = asked.IsCompletedSuccessfully ? null : asked;
                    more = broken is null && await asked.ConfigureAwait(false);
                    if (more)
                    {
                        underWay.Enqueue(BeginAsync(elements.Current, options, stop.Token));
                    }
                }
                else if (first is not null)
                {
                    DagResult result = await OfCallerAsync(first, stop.Token, cancellationToken).ConfigureAwait(false);
                    _ = underWay.Dequeue();
                    yield return result;
                }
            }

            if (broken is not null)
            {
                await OfCallerAsync(broken, stop.Token, cancellationToken).ConfigureAwait(false);
            }

            done = true;
        }
        finally
        {
            if (!done)
            {
                await stop.CancelAsync().ConfigureAwait(false);
            }

            foreach (Task<DagResult> unread in underWay)
            {
                await DisposeAsync(unread).ConfigureAwait(false);
            }

            // An enumerator must not be disposed while it looks for its next element.
            await (next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await elements.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins a run; what it is refused for is the failure of its element.</summary>
    private Task<DagResult> BeginAsync(NamedTensors inputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return RunAsync(inputs, options, cancellationToken).AsTask();
        }
        catch (ArgumentException refused)
        {
            return Task.FromException<DagResult>(refused);
        }
    }

    /// <summary>Awaits a task; where the caller's cancellation has ended it, that is told by the caller's token, as the stream's own means nothing to him.</summary>
    private static async Task<T> OfCallerAsync<T>(Task<T> task, CancellationToken own, CancellationToken callers)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (cancelled.CancellationToken == own && callers.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, callers);
        }
    }

    private static async Task DisposeAsync(Task<DagResult> unread)
    {
        await ((Task)unread).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (unread.IsCompletedSuccessfully)
        {
            unread.Result.Dispose();
        }
    }
}
