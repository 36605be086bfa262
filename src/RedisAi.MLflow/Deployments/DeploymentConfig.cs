using System.Globalization;

namespace RedisAi.MLflow.Deployments;

/// <summary>The settings of a deployment, which MLflow gives as texts.</summary>
internal sealed class DeploymentConfig
{
    private const string DeviceKey = "device";
    private const string BatchSizeKey = "batchsize";
    private const string MinBatchSizeKey = "minbatchsize";
    private const string MinBatchTimeoutKey = "minbatchtimeout";
    private const string TagKey = "tag";
    private const int MaxRows = 65_536;

    private DeploymentConfig()
    {
    }

    public static DeploymentConfig None { get; } = new();

    /// <summary>Where the model runs; null where nothing is said.</summary>
    public Device? Device { get; private init; }

    /// <summary>The most rows of a run; 0 lets the engine find out, null says nothing.</summary>
    public int? BatchSize { get; private init; }

    public int? MinBatchSize { get; private init; }

    public TimeSpan? MinBatchTimeout { get; private init; }

    public string? Tag { get; private init; }

    /// <summary>What users are told of the settings.</summary>
    public static string Help =>
        """
        device=CPU              where the model runs: CPU, GPU or GPU:1
        batchsize=8             the most rows that calls share in a run; 0, or left out: the engine finds out whether calls may share runs
        minbatchsize=4          how many rows a run waits for
        minbatchtimeout=5       how long it waits for them, in milliseconds
        tag=v1                  a text that is kept with the model
        """;

    /// <exception cref="MlflowException">A key is not known, or a value makes no sense.</exception>
    public static DeploymentConfig Parse(IReadOnlyDictionary<string, string>? config)
    {
        if (config is null or { Count: 0 })
        {
            return None;
        }

        if (config.Keys.FirstOrDefault(static key => key is not (DeviceKey or BatchSizeKey or MinBatchSizeKey or MinBatchTimeoutKey or TagKey)) is { } unknown)
        {
            throw Wrong($"There is no setting '{unknown}'; there are {DeviceKey}, {BatchSizeKey}, {MinBatchSizeKey}, {MinBatchTimeoutKey} and {TagKey}.");
        }

        DeploymentConfig parsed = new()
        {
            Device = DeviceOf(config),
            BatchSize = Number(config, BatchSizeKey, MaxRows),
            MinBatchSize = Number(config, MinBatchSizeKey, MaxRows),
            MinBatchTimeout = Number(config, MinBatchTimeoutKey, int.MaxValue) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Tag = config.GetValueOrDefault(TagKey),
        };
        if (parsed is { MinBatchSize: > 0, BatchSize: null or 0 })
        {
            throw Wrong($"{MinBatchSizeKey}={parsed.MinBatchSize} needs a {BatchSizeKey}: only that says that calls may share runs.");
        }

        if (parsed is { MinBatchTimeout: { } timeout, MinBatchSize: null or 0 } && timeout > TimeSpan.Zero)
        {
            throw Wrong($"{MinBatchTimeoutKey} needs a {MinBatchSizeKey}: without it no run waits.");
        }

        return parsed;
    }

    /// <summary>Sets what is said; what is not said stays as it is.</summary>
    public void ApplyTo(ModelOptions options)
    {
        options.Device = Device ?? options.Device;
        options.Tag = Tag ?? options.Tag;
        if (BatchSize is 0)
        {
            options.Batching.Mode = BatchingMode.Auto;
            options.Batching.BatchSize = null;
        }
        else if (BatchSize is { } size)
        {
            options.Batching.Mode = BatchingMode.On;
            options.Batching.BatchSize = size;
            options.Batching.MinBatchSize = Math.Min(MinBatchSize ?? 0, size);
            options.Batching.MinBatchTimeout = options.Batching.MinBatchSize > 1 ? MinBatchTimeout ?? options.MaxWait : TimeSpan.Zero;
            options.MaxWait = options.MaxWait > options.Batching.MinBatchTimeout ? options.MaxWait : options.Batching.MinBatchTimeout;
        }
    }

    /// <summary>Sets what is said, but for the tag; what is not said stays as it is.</summary>
    public void ApplyTo(RemoteModelOptions options)
    {
        options.Device = Device?.ToString() ?? options.Device;
        if (BatchSize is { } size)
        {
            options.BatchSize = size;
            options.MinBatchSize = Math.Min(MinBatchSize ?? 0, size);

            // RedisAI would wait for ever; an engine of this process does not, either.
            options.MinBatchTimeout = options.MinBatchSize > 1 ? MinBatchTimeout ?? new ModelOptions().MaxWait : TimeSpan.Zero;
        }
    }

    private static Device? DeviceOf(IReadOnlyDictionary<string, string> config) => config.GetValueOrDefault(DeviceKey) is not { } text ? null
        : RedisAi.Device.TryParse(text, out Device device) ? device
        : throw Wrong($"{DeviceKey}={text} is no device; use CPU, GPU or GPU:0.");

    private static int? Number(IReadOnlyDictionary<string, string> config, string key, int most) => config.GetValueOrDefault(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number
        : throw Wrong($"{key}={text} is no whole number from 0 to {most}.");

    private static MlflowException Wrong(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);
}
