namespace RedisAi.MLflow.Deployments;

/// <summary>Where models are deployed to.</summary>
/// <remarks>Changes of one name come one after the other; all else may be called from several threads at once.</remarks>
internal interface IDeploymentTarget
{
    /// <summary>What is deployed under a name; null for nothing.</summary>
    Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken);

    Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Puts a model under a name; returns when it can be called. What was there serves until then.</summary>
    /// <param name="name">The name.</param>
    /// <param name="model">The folder.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs.</param>
    /// <param name="config">How it is run.</param>
    /// <param name="cancellationToken">Ends it; what was there stays.</param>
    Task<MlflowDeployment> StoreAsync(string name, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken);

    /// <summary>Removes what is under a name, if anything is.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Scores a request of MLflow's protocol.</summary>
    /// <param name="name">The name, under which there is a model.</param>
    /// <param name="request">JSON with <c>inputs</c>, <c>instances</c>, <c>dataframe_split</c> or <c>dataframe_records</c>.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>JSON with <c>predictions</c>.</returns>
    Task<ReadOnlyMemory<byte>> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
}
