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

    private bool SaysHowCallsShareRuns => BatchSize is not null || MinBatchSize is not null || MinBatchTimeout is not null;

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

        return new DeploymentConfig
        {
            Device = DeviceOf(config),
            BatchSize = Number(config, BatchSizeKey, MaxRows),
            MinBatchSize = Number(config, MinBatchSizeKey, MaxRows),
            MinBatchTimeout = Number(config, MinBatchTimeoutKey, int.MaxValue) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Tag = config.GetValueOrDefault(TagKey),
        };
    }

    /// <summary>Checks that what is said goes together with what stays as it is.</summary>
    /// <param name="present">What is deployed; null for nothing.</param>
    /// <exception cref="MlflowException">It does not.</exception>
    public void Check(MlflowDeployment? present)
    {
        int size = BatchSize ?? present?.BatchSize ?? 0;
        int minimum = MinBatchSize ?? (size == 0 ? 0 : present?.MinBatchSize ?? 0);
        if (MinBatchSize > 0 && size == 0)
        {
            throw Wrong($"{MinBatchSizeKey}={MinBatchSize} needs a {BatchSizeKey}: only that says that calls may share runs.");
        }

        if ((BatchSize ?? MinBatchSize) is not null && minimum > size)
        {
            throw Wrong($"No run of {BatchSizeKey}={size} rows could have {MinBatchSizeKey}={minimum}: give other numbers of both.");
        }

        if (MinBatchTimeout > TimeSpan.Zero && minimum == 0)
        {
            throw Wrong($"{MinBatchTimeoutKey} needs a {MinBatchSizeKey}: without it no run waits.");
        }
    }

    /// <summary>Sets what is said; what is not said stays as it is.</summary>
    public void ApplyTo(ModelOptions options)
    {
        options.Device = Device ?? options.Device;
        options.Tag = Tag ?? options.Tag;
        BatchingOptions batching = options.Batching;
        if (SaysHowCallsShareRuns && (BatchSize ?? batching.BatchSize) is { } size)
        {
            batching.Mode = size == 0 ? BatchingMode.Auto : BatchingMode.On;
            batching.BatchSize = size == 0 ? null : size;
            (batching.MinBatchSize, batching.MinBatchTimeout) = Waiting(size, batching.MinBatchSize, batching.MinBatchTimeout, options.MaxWait);
            options.MaxWait = options.MaxWait > batching.MinBatchTimeout ? options.MaxWait : batching.MinBatchTimeout;
        }
    }

    /// <summary>Sets what is said, but for the tag; what is not said stays as it is.</summary>
    public void ApplyTo(RemoteModelOptions options)
    {
        options.Device = Device?.ToString() ?? options.Device;
        if (SaysHowCallsShareRuns)
        {
            options.BatchSize = BatchSize ?? options.BatchSize;

            // RedisAI would wait for ever without a time; an engine of this process does not, either.
            (options.MinBatchSize, options.MinBatchTimeout) = Waiting(options.BatchSize, options.MinBatchSize, options.MinBatchTimeout, new ModelOptions().MaxWait);
        }
    }

    /// <summary>How many rows runs of a size wait for, and how long.</summary>
    private (int Rows, TimeSpan Time) Waiting(int size, int presentRows, TimeSpan presentTime, TimeSpan longest)
    {
        int rows = size == 0 ? 0 : MinBatchSize ?? presentRows;
        TimeSpan time = MinBatchTimeout ?? presentTime;
        return (rows, rows <= 1 ? TimeSpan.Zero : time > TimeSpan.Zero ? time : longest);
    }

    private static Device? DeviceOf(IReadOnlyDictionary<string, string> config) => config.GetValueOrDefault(DeviceKey) is not { } text ? null
        : RedisAi.Device.TryParse(text, out Device device) ? device
        : throw Wrong($"{DeviceKey}={text} is no device; use CPU, GPU or GPU:0.");

    private static int? Number(IReadOnlyDictionary<string, string> config, string key, int most) => config.GetValueOrDefault(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number
        : throw Wrong($"{key}={text} is no whole number from 0 to {most}.");

    private static MlflowException Wrong(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);
}
