namespace RedisAi;

/// <summary>An input of a model that is the output of the call before: what the engine keeps for each session.</summary>
/// <remarks>
/// The state of session S of model M for an input is an ordinary tensor of the store, under <see cref="IModel.GetStateKey"/>: the application
/// may read, set, copy, delete, expire and save it.
/// </remarks>
/// <param name="input">The name of the input that takes the state.</param>
/// <param name="output">The name of the output that gives the next one.</param>
public sealed class ModelState(string input, string output)
{
    /// <summary>Gets the name of the input that takes the state.</summary>
    public string Input { get; } = NotEmpty(input, nameof(input));

    /// <summary>Gets the name of the output that gives the next state.</summary>
    public string Output { get; } = NotEmpty(output, nameof(output));

    /// <summary>Gets or sets the axis, of the input and of the output, that has one row for each row of the call.</summary>
    /// <value>The default is 0.</value>
    public int BatchAxis { get; set; }

    /// <summary>Gets or sets the state of a session that has none yet: one row, used for each row of the call.</summary>
    /// <value>The default is <see langword="null"/>: zeros. The tensor is the caller's to dispose, after the model was stored.</value>
    public AiTensor? Initial { get; set; }

    /// <summary>Gets or sets how long the state is kept after the last call of its session.</summary>
    /// <value>The default is <see langword="null"/>: until the session is ended. It must be positive.</value>
    public TimeSpan? TimeToLive { get; set; }

    internal ModelState Copy() => new(Input, Output) { BatchAxis = BatchAxis, Initial = Initial, TimeToLive = TimeToLive };

    internal void Validate()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The TimeToLive ({TimeToLive}) of the state '{Input}' must be positive, or null for a state that is kept until its session ends.", nameof(TimeToLive));
        }
    }

    private static string NotEmpty(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name;
    }
}
