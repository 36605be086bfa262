namespace RedisAi.MLflow;

/// <summary>How a model that follows an address of MLflow's is loaded, run and replaced. Not thread-safe.</summary>
public sealed class MlflowModelOptions
{
    private readonly List<Action<ModelOptions>> _configure = [];

    /// <summary>Gets or sets the flavour to run, by MLflow's name. The default, <see langword="null"/>, is the first that runs here.</summary>
    public string? Flavor { get; set; }

    /// <summary>
    /// Gets or sets how long a start of the host waits for the registry where a version that was good before is in the cache: then that one serves. The default is 10 seconds. Without
    /// such a version a start waits as long as the client's settings say.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how a new version is tried on a share of the calls before it serves. The default, <see langword="null"/>, is that it serves as soon as it is loaded, warmed and has passed its example.</summary>
    public MlflowCanaryOptions? Canary { get; set; }

    /// <summary>Sets how the model is loaded and run, over what its folder says.</summary>
    /// <param name="configure">Is called at once, to check what it sets, and again for each version. It must not depend on how often it is called.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public MlflowModelOptions ConfigureModel(Action<ModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configure.Add(configure);
        Configured().Validate();
        return this;
    }

    /// <summary>Sets how a version is loaded and run.</summary>
    internal void ApplyTo(ModelOptions options) => _configure.ForEach(configure => configure(options));

    /// <summary>What is set without a folder.</summary>
    internal ModelOptions Configured()
    {
        ModelOptions options = new();
        ApplyTo(options);
        return options;
    }

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    internal void Validate(TimeSpan? refresh)
    {
        Check(nameof(refresh), refresh);
        Check(nameof(StartTimeout), StartTimeout);
        if (Canary is not null)
        {
            Canary.Validate();
            if (refresh is null)
            {
                throw new ArgumentException($"{nameof(Canary)} needs a refresh: only then is it looked how the new version does.", nameof(refresh));
            }
        }
    }

    private static void Check(string name, TimeSpan? time)
    {
        if (time is { } set && (set <= TimeSpan.Zero || set > TimeSpan.FromDays(1)))
        {
            throw new ArgumentException($"{name} must be more than nothing and at most a day, but is {set}.", name);
        }
    }
}
