using System.Runtime.ExceptionServices;

namespace RedisAi.Models;

/// <summary>How a call ended, for whoever hands it to the caller: it has run on the caller's thread, or had ended before anybody waited for it.</summary>
/// <param name="Result">The result, if the call succeeded.</param>
/// <param name="Error">Why there is none.</param>
/// <param name="RetryAfter">The predicted wait, when the call was refused.</param>
internal readonly record struct CallEnd(ModelResult Result, Exception? Error, TimeSpan RetryAfter)
{
    private bool IsRefused => RetryAfter > TimeSpan.Zero;

    /// <summary>Runs a call on this thread, and gives the slot back.</summary>
    public static CallEnd Of(ModelSlot slot)
    {
        try
        {
            return new CallEnd(slot.RunAndReturn(), null, TimeSpan.Zero);
        }
#pragma warning disable CA1031 // Where a call runs must not show in how it fails.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CallEnd(default, error, TimeSpan.Zero);
        }
    }

    public void ThrowIfFailed()
    {
        if (Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        if (IsRefused)
        {
            throw new EngineOverloadedException(RetryAfter);
        }
    }

    public ValueTask<ModelResult> AsResult() => Error is { } error ? ValueTask.FromException<ModelResult>(error)
        : IsRefused ? ValueTask.FromException<ModelResult>(new EngineOverloadedException(RetryAfter))
        : new ValueTask<ModelResult>(Result);

    /// <summary>The end for a caller that may be refused; so may a call that the model's own code has made.</summary>
    public ValueTask<InferenceAttempt> AsAttempt() => Error is EngineOverloadedException refused ? new ValueTask<InferenceAttempt>(new InferenceAttempt(refused.RetryAfter))
        : Error is { } error ? ValueTask.FromException<InferenceAttempt>(error)
        : new ValueTask<InferenceAttempt>(IsRefused ? new InferenceAttempt(RetryAfter) : new InferenceAttempt(Result));
}
