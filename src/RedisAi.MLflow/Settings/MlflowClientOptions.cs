using RedisAi.MLflow.Settings;

namespace RedisAi.MLflow;

/// <summary>Settings of an <see cref="MlflowClient"/>.</summary>
public sealed class MlflowClientOptions
{
    /// <summary>Gets or sets the address of the tracking server, as in <c>http://mlflow:5000</c>; a path before MLflow's own is kept.</summary>
    /// <value>The default is <see langword="null"/>: without a server, only folders of this machine can be named. From the environment: MLFLOW_TRACKING_URI.</value>
    public string? TrackingUri { get; set; }

    /// <summary>Gets or sets the address of the server that has the registered models.</summary>
    /// <value>The default is <see langword="null"/>: the tracking server. Anything but the address of a web server is an error where registered models are asked for. From the environment: MLFLOW_REGISTRY_URI.</value>
    public string? RegistryUri { get; set; }

    /// <summary>Gets or sets the user for Basic authentication.</summary>
    /// <value>The default is <see langword="null"/>. From the environment: MLFLOW_TRACKING_USERNAME, or else the file <c>~/.mlflow/credentials</c>.</value>
    public string? Username { get; set; }

    /// <summary>Gets or sets the password for Basic authentication.</summary>
    /// <value>The default is <see langword="null"/>. From the environment: MLFLOW_TRACKING_PASSWORD, or else the file <c>~/.mlflow/credentials</c>.</value>
    public string? Password { get; set; }

    /// <summary>Gets or sets the Bearer token. With a user and a password as well, those are used.</summary>
    /// <value>The default is <see langword="null"/>. From the environment: MLFLOW_TRACKING_TOKEN.</value>
    public string? Token { get; set; }

    /// <summary>Gets or sets the workspace, for servers that have such.</summary>
    /// <value>The default is <see langword="null"/>: none is named. From the environment: MLFLOW_WORKSPACE.</value>
    public string? Workspace { get; set; }

    /// <summary>Gets how encrypted connections are made.</summary>
    public MlflowTlsOptions Tls { get; } = new();

    /// <summary>Gets or sets how long an answer may take to begin, and how long nothing may come of a file.</summary>
    /// <value>The default is 120 seconds. From the environment: MLFLOW_HTTP_REQUEST_TIMEOUT, in seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets or sets how often a request is tried again when the server cannot be reached, or answers 408, 429, 500, 502, 503 or 504.</summary>
    /// <value>The default is 7. From the environment: MLFLOW_HTTP_REQUEST_MAX_RETRIES.</value>
    public int MaxRetries { get; set; } = 7;

    /// <summary>Gets or sets the seconds before the second try; before each further one it is twice as many as before the last.</summary>
    /// <value>The default is 2. From the environment: MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR.</value>
    public double BackoffFactor { get; set; } = 2;

    /// <summary>Gets or sets by how many seconds, at most and by chance, each of these pauses is longer, so that many clients do not come back at once.</summary>
    /// <value>The default is 1. From the environment: MLFLOW_HTTP_REQUEST_BACKOFF_JITTER.</value>
    public double BackoffJitter { get; set; } = 1;

    /// <summary>Gets or sets the longest pause before a request is tried again, also where the server asks for a longer one.</summary>
    /// <value>The default is 120 seconds.</value>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets or sets whether a server may name folders of this machine for files to be taken from. Whoever can register a model there could then have any folder read.</summary>
    /// <value>The default is <see langword="false"/>: such files come through the server, or not at all. Folders that the application names itself are always read.</value>
    public bool AllowLocalFiles { get; set; }

    /// <summary>Gets or sets how many files are downloaded at once.</summary>
    /// <value>The default is 8.</value>
    public int MaxParallelDownloads { get; set; } = 8;

    /// <summary>Gets or sets how many bytes a model may have.</summary>
    /// <value>The default is 64 GiB.</value>
    public long MaxModelBytes { get; set; } = 64L << 30;

    /// <summary>Gets or sets how many files a model may have.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxModelFiles { get; set; } = 10_000;

    /// <summary>Gets the settings of the cache.</summary>
    public MlflowCacheOptions Cache { get; } = new();

    /// <summary>Returns settings as MLflow's own environment variables, its file <c>~/.mlflow/credentials</c> and <c>REDISAI_MLFLOW_CACHE</c> have them.</summary>
    /// <returns>Settings of the caller's own.</returns>
    /// <exception cref="MlflowException">A variable has a value that is none (INVALID_PARAMETER_VALUE).</exception>
    public static MlflowClientOptions FromEnvironment()
    {
        MlflowClientOptions options = new();
        MlflowEnvironment.OfProcess().ApplyTo(options);
        return options;
    }
}
