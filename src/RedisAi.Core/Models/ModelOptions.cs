using RedisAi.Batching;

namespace RedisAi;

/// <summary>How a model is loaded and run.</summary>
/// <remarks>A registry takes a copy when the model is stored; later changes have no effect.</remarks>
public sealed class ModelOptions : LoadOptions
{
    /// <summary>Gets or sets whether the model is run on zeros before it serves.</summary>
    /// <value>
    /// The default is <see langword="true"/>. Inputs whose rank is not declared make it impossible, and a failure is not an error. Where calls could
    /// share runs the model is run on made-up inputs, too, to see whether rows are independent; under <see cref="BatchingMode.Auto"/> that is done
    /// even when this is <see langword="false"/>.
    /// </value>
    public bool WarmUp { get; set; } = true;

    /// <summary>Gets how concurrent calls are merged into one run.</summary>
    public BatchingOptions Batching { get; } = new();

    /// <summary>Gets the inputs that the engine keeps for each session: <see cref="InferenceOptions.Session"/>.</summary>
    public IList<ModelState> States { get; } = [];

    /// <summary>Gets the names of inputs that are not per row, such as a sampling rate: calls with different values of them do not share a run.</summary>
    public ISet<string> SharedInputs { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gets what becomes of sessions when this model takes the place of another.</summary>
    public RoutingOptions Routing { get; } = new();

    /// <summary>Gets or sets how long a call may have to wait before it runs: one that would wait longer is refused.</summary>
    /// <value>The default is 10 seconds; it must not be shorter than <see cref="BatchingOptions.MinBatchTimeout"/>. A call that waits for nothing, as most of a model whose calls share no runs, is not concerned. A call with a <see cref="InferenceOptions.Timeout"/> is refused, too, when it could not be answered within that.</value>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets texts of the application's own, by name: where the model comes from, who trained it. <see cref="ModelInfo.Metadata"/> gives them back, and a storage keeps them.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What of this matters to whether calls share runs.</summary>
    internal MergeOptions Merging => new(Batching, States, SharedInputs, WarmUp);

    internal ModelOptions Copy()
    {
        ModelOptions copy = new() { WarmUp = WarmUp, MaxWait = MaxWait };
        CopyTo(copy);
        Batching.CopyTo(copy.Batching);
        Routing.CopyTo(copy.Routing);
        foreach (ModelState state in States)
        {
            copy.States.Add(state.Copy());
        }

        copy.SharedInputs.UnionWith(SharedInputs);
        foreach ((string name, string text) in Metadata)
        {
            copy.Metadata[name] = text;
        }

        return copy;
    }

    internal override void Validate()
    {
        base.Validate();
        Batching.Validate();
        Routing.Validate();
        if (MaxWait <= TimeSpan.Zero)
        {
            throw new ArgumentException($"MaxWait ({MaxWait}) must be positive.", nameof(MaxWait));
        }

        if (Batching.MinBatchTimeout > MaxWait)
        {
            throw new ArgumentException(
                $"Batching.MinBatchTimeout ({Batching.MinBatchTimeout}) is longer than MaxWait ({MaxWait}): a call would be refused while its run still waits for company. Shorten the one or lengthen the other.",
                nameof(MaxWait));
        }

        if (Metadata.FirstOrDefault(static entry => entry.Value is null) is { Key: { } name })
        {
            throw new ArgumentException($"Metadata has no text for '{name}'; leave the name out, or give an empty text.", nameof(Metadata));
        }

        foreach (ModelState state in States)
        {
            state.Validate();
        }
    }
}
