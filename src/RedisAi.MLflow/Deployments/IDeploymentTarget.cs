namespace RedisAi.MLflow.Deployments;

/// <summary>A place where models are deployed.</summary>
/// <remarks>Changes of one name come one after the other; all else may be called from several threads at once. Errors are those that <see cref="DeploymentErrors"/> makes MLflow's of.</remarks>
internal interface IDeploymentTarget
{
    /// <summary>What it is, for a log.</summary>
    string Description { get; }

    /// <summary>What is deployed under a name; null for nothing.</summary>
    Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Everything that can be run, deployed from MLflow or not.</summary>
    Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Puts a model under a name; returns when it can be called. What was there serves until then, and stays if this fails.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isNew">Whether there was nothing under the name when that was looked at.</param>
    /// <param name="model">The folder.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs.</param>
    /// <param name="config">How it is run; what it does not say stays as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<MlflowDeployment> StoreAsync(string name, bool isNew, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken);

    /// <summary>Removes what is under a name, if anything is.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Scores a request of MLflow's protocol, in JSON, with the model under a name.</summary>
    /// <returns>The answer, in JSON; null where there is no such model.</returns>
    Task<ReadOnlyMemory<byte>?> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
}
