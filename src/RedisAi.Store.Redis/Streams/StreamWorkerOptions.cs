namespace RedisAi.Store.Redis;

/// <summary>Settings of a worker that runs a model or a plan over the messages of a stream.</summary>
/// <remarks>All workers of one group have the same settings, but for <see cref="Consumer"/>, <see cref="MaxInFlight"/> and <see cref="BatchSize"/>.</remarks>
public sealed class StreamWorkerOptions
{
    /// <summary>Gets or sets the consumer group: each message goes to one worker of each group.</summary>
    /// <value>The default is <c>redisai</c>.</value>
    public string Group { get; set; } = "redisai";

    /// <summary>Gets or sets the name of this worker in the group; no two that run at a time have the same.</summary>
    /// <value>The default is <see langword="null"/>: one that is made anew with each start. With a name that stays, a worker that starts again goes on with its messages at once.</value>
    public string? Consumer { get; set; }

    /// <summary>Gets or sets the field that has the session of a message: its messages are worked on one after the other, in the order of the stream.</summary>
    /// <value>The default is <c>session</c>; empty for messages without sessions. A message without the field has none.</value>
    public string SessionField { get; set; } = "session";

    /// <summary>Gets or sets the field of an output that has the id of the message that it comes from.</summary>
    /// <value>The default is <c>source</c>; empty for no such field.</value>
    public string SourceField { get; set; } = "source";

    /// <summary>Gets or sets what makes the inputs of a message; the worker disposes the tensors. What it throws is a failure of the message.</summary>
    /// <value>
    /// The default is <see langword="null"/>: each input is the field of its name, either a tensor as <see cref="StreamField.FromTensor"/> writes it, or the little-endian values of the type
    /// that is declared, whose shape has one open axis at most, or a text in UTF-8 where texts are declared. Inputs without a field are left out.
    /// </value>
    public Func<StreamMessage, NamedTensors>? ReadInputs { get; set; }

    /// <summary>Gets or sets what makes the fields of the output of a message; the tensors are borrowed. Where it gives none, there is no output. What it throws is a failure of the message.</summary>
    /// <value>
    /// The default is <see langword="null"/>: <see cref="SourceField"/>, the session's field, and each output under its name as <see cref="StreamField.FromTensor"/> writes it, but for the next states
    /// of a session. The items of a sequence are <c>name.0</c>, <c>name.1</c> and so on.
    /// </value>
    public Func<StreamMessage, IReadOnlyList<KeyValuePair<string, AiTensor>>, IEnumerable<StreamField>>? WriteOutputs { get; set; }

    /// <summary>Gets or sets how many messages are in the worker's memory at most, waiting or under way. While there are so many, it reads none.</summary>
    /// <value>The default is 256.</value>
    public int MaxInFlight { get; set; } = 256;

    /// <summary>Gets or sets how many messages are read at once at most.</summary>
    /// <value>The default is 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>Gets or sets how many messages of one session, one after the other, are ended in one step at most: their states are written once.</summary>
    /// <value>The default is 16.</value>
    public int SessionBatchSize { get; set; } = 16;

    /// <summary>Gets or sets how often a message may fail before it goes to the dead letters. The session waits for it meanwhile.</summary>
    /// <value>The default is 5. What the store or the host is to blame for does not count.</value>
    public int MaxFailures { get; set; } = 5;

    /// <summary>Gets or sets how long is waited after a failure before the message is tried again; twice as long after each further one, up to 5 s.</summary>
    /// <value>The default is 100 ms.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the stream that messages go to which fail too often, with the reason.</summary>
    /// <value>The default is <see langword="null"/>: the name of the input stream with <c>:dead</c> behind it.</value>
    public string? DeadLetterStream { get; set; }

    /// <summary>Gets or sets after how long a worker that is not heard of counts as dead, and another one takes its messages.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="RedisStoreOptions.LeaseTime"/>. At least 100 ms.</value>
    public TimeSpan? ClaimAfter { get; set; }

    /// <summary>Gets or sets about how many messages the output stream keeps.</summary>
    /// <value>The default is <see langword="null"/>: all of them.</value>
    public long? MaxLength { get; set; }

    /// <summary>Gets or sets how long the run of a message may take; one that takes longer has failed.</summary>
    /// <value>The default is <see langword="null"/>: any time.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets or sets how long is waited before an empty stream is looked at again: what a message may wait for at most while nothing is to be done.</summary>
    /// <value>The default is 10 ms.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets or sets whether a group that is made begins with what is in the stream by then, or only with what comes later.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool FromBeginning { get; set; } = true;

    /// <summary>Gets or sets how long it is known of a session which of its messages were ended, from the last one on.</summary>
    /// <value>The default is 7 days. For so long no message is applied to its session twice, not even where the group is made anew and reads the stream again.</value>
    public TimeSpan PositionTimeToLive { get; set; } = TimeSpan.FromDays(7);

    internal StreamWorkerOptions Copy() => (StreamWorkerOptions)MemberwiseClone();
}
