using RedisAi.Keyspace;

namespace RedisAi;

/// <summary>What a call asks for beyond its inputs. It may be used for many calls, also at the same time, but must not be changed meanwhile.</summary>
public class InferenceOptions
{
    /// <summary>Gets or sets whose call it is: a conversation, a stream, a user.</summary>
    /// <value>The default is <see langword="null"/>: nobody's, and then the caller gives all inputs. With a session, a model that has <see cref="ModelOptions.States"/> takes them from the store, and the call gives the other inputs. A model without states is given all inputs; the session then only tells which of several versions answers.</value>
    /// <exception cref="ArgumentException">The value is empty, which is no name: such a session could not be ended.</exception>
    public string? Session
    {
        get;
        set => field = value is not "" ? value : throw new ArgumentException("The name of a session is empty; it needs one character or more, or null for a call that is nobody's.", nameof(value));
    }

    /// <summary>Gets or sets how long the call may take from its acceptance on.</summary>
    /// <value>The default is <see langword="null"/>: any time. A call that takes longer is stopped and ends with <see cref="TimeoutException"/>; one that waits so long for a session of another process, with <see cref="SessionMovedException"/>.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>What holds the scripts that are called to what the caller may do; null for all that the engine can.</summary>
    internal IScriptGuard? ScriptGuard { get; set; }
}
