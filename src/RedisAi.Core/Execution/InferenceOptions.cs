namespace RedisAi;

/// <summary>What a call asks for beyond its inputs. It may be used for many calls, also at the same time, but must not be changed meanwhile.</summary>
public class InferenceOptions
{
    /// <summary>Gets or sets whose call it is: a conversation, a stream, a user.</summary>
    /// <value>The default is <see langword="null"/>: nobody's, and then the caller gives all inputs. With a session, a model that has <see cref="ModelOptions.States"/> takes them from the store, and the call gives the other inputs.</value>
    public string? Session { get; set; }

    /// <summary>Gets or sets how long the call may take from its acceptance on.</summary>
    /// <value>The default is <see langword="null"/>: any time. A call that takes longer is stopped and ends with <see cref="TimeoutException"/>.</value>
    public TimeSpan? Timeout { get; set; }
}
