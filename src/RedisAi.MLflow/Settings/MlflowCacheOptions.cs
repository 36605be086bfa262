namespace RedisAi.MLflow;

/// <summary>Where downloaded models are kept. Several processes may use one folder.</summary>
public sealed class MlflowCacheOptions
{
    /// <summary>Gets or sets the folder.</summary>
    /// <value>The default is <see langword="null"/>: <c>redisai/mlflow</c> where the system has caches: <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>, and the local application data on Windows. From the environment: REDISAI_MLFLOW_CACHE.</value>
    public string? Folder { get; set; }

    /// <summary>Gets or sets how many bytes all models in it may take. What was used longest ago goes; what is in use stays, even beyond the limit.</summary>
    /// <value>The default is 32 GiB.</value>
    public long MaxBytes { get; set; } = 32L << 30;

    /// <summary>Gets or sets whether files are compared with the SHA-256 that was noted when they came, the first time that a client opens them; their sizes always are.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool VerifyHashes { get; set; } = true;
}
