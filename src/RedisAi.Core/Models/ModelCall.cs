using System.Diagnostics;
using System.Threading.Tasks.Sources;
using RedisAi.Batching;
using RedisAi.Diagnostics;

namespace RedisAi.Models;

/// <summary>A call of a model that may have to wait, and what its caller waits for.</summary>
internal sealed class ModelCall(ModelVersion version)
    : QueuedCall(version.Queue, version.Signature.Inputs.Count, version.StateCount), IValueTaskSource<ModelResult>, IValueTaskSource<InferenceAttempt>
{
    private ManualResetValueTaskSourceCore<bool> _source;
    private Activity? _activity;
    private bool _observed;

    public override void Begin(long now, long deadline, CancellationToken cancellationToken)
    {
        _observed = version.Metrics.IsCallEnabled || EngineActivity.IsEnabled;
        if (_observed)
        {
            // The caller's span stays the current one: this one ends on another thread.
            Activity? current = Activity.Current;
            _activity = EngineActivity.StartRun(version.Subject, function: null);
            Activity.Current = current;
        }

        base.Begin(now, deadline, cancellationToken);
    }

    /// <summary>The end of the call, for a caller that wants a result or an exception.</summary>
    public ValueTask<ModelResult> AsResult() => new(this, _source.Version);

    /// <summary>The end of the call, for a caller that may be refused.</summary>
    public ValueTask<InferenceAttempt> AsAttempt() => new(this, _source.Version);

    /// <summary>The end of a call that has ended before anybody awaited it; may be asked once.</summary>
    public CallEnd TakeEnd()
    {
        CallEnd end = new(Result is ModelResultState result ? new ModelResult(result) : default, Error, RetryAfter);
        Recycle();
        return end;
    }

    /// <summary>The result of a call that was waited for; may be asked once.</summary>
    public ModelResult TakeResult()
    {
        CallEnd end = TakeEnd();
        end.ThrowIfFailed();
        return end.Result;
    }

    /// <summary>Lets the caller go on, on this thread.</summary>
    public override void Execute()
    {
        if (Error is { } error)
        {
            _source.SetException(error);
        }
        else
        {
            _source.SetResult(true);
        }
    }

    /// <summary>Gives the object back; for a call that was never accepted.</summary>
    public void Abandon()
    {
        EndUnaccepted();
        if (_activity is { } activity)
        {
            // The call begins again with another version, and another span.
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            EndActivity(activity, error: null);
        }

        Recycle();
    }

    ModelResult IValueTaskSource<ModelResult>.GetResult(short token)
    {
        (ModelResultState? result, TimeSpan retryAfter) = GetEnd(token);
        return result is null ? throw new EngineOverloadedException(retryAfter) : new ModelResult(result);
    }

    InferenceAttempt IValueTaskSource<InferenceAttempt>.GetResult(short token)
    {
        try
        {
            (ModelResultState? result, TimeSpan retryAfter) = GetEnd(token);
            return result is null ? new InferenceAttempt(retryAfter) : new InferenceAttempt(new ModelResult(result));
        }
        catch (EngineOverloadedException refused)
        {
            // The model's own code has made a call that was refused, or says so itself.
            return new InferenceAttempt(refused.RetryAfter);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ModelResult>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<InferenceAttempt>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ModelResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<InferenceAttempt>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override void NoteEnd()
    {
        if (!_observed)
        {
            return;
        }

        Exception? error = Result is null ? Error ?? new EngineOverloadedException(RetryAfter) : null;
        if (_activity is { } activity)
        {
            if (Run is { } run)
            {
                activity.LinkTo(run);
            }

            EndActivity(activity, error);
        }

        version.NoteEnd(this, error);
    }

    private void EndActivity(Activity activity, Exception? error)
    {
        Activity? current = Activity.Current;
        if (error is not null)
        {
            activity.Fail(error);
        }

        activity.Dispose();
        Activity.Current = current;
        _activity = null;
    }

    private (ModelResultState? Result, TimeSpan RetryAfter) GetEnd(short token)
    {
        // Throws for a token of an earlier call, and when this one has not ended; then the object is not to be touched.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The call has not ended: await it.");
        }

        (ModelResultState? result, TimeSpan retryAfter) = ((ModelResultState?)Result, RetryAfter);
        try
        {
            _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Recycle();
        }

        return (result, retryAfter);
    }

    private void Recycle()
    {
        Forget();
        version.KeepCall(this);
    }
}
