namespace RedisAi.Cli.Deployments;

/// <summary>Where deployments live: a server, or an engine of this process. Calls come one after the other.</summary>
/// <remarks>Errors are exceptions whose message is one sentence with the remedy; those derived from RedisAiException and <see cref="CommandLine.CliException"/> are told as they are.</remarks>
internal interface IDeploymentTarget : IAsyncDisposable
{
    /// <summary>Deploys a model, and returns when it serves. A name that is there already is an error.</summary>
    /// <param name="request">What is to be deployed; it has a <see cref="DeploymentRequest.ModelUri"/>.</param>
    /// <param name="progress">Told how far it is, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DeploymentFacts> CreateAsync(DeploymentRequest request, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>Replaces the model or the configuration of a deployment, and returns when the new one serves. A name that is not there is an error.</summary>
    Task<DeploymentFacts> UpdateAsync(DeploymentRequest request, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>Removes a deployment. A name that is not there is no error.</summary>
    Task DeleteAsync(string name, IReadOnlyDictionary<string, string> config, CancellationToken cancellationToken);

    /// <summary>All deployments, in the order of their names.</summary>
    Task<IReadOnlyList<DeploymentFacts>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A deployment. A name that is not there is an error.</summary>
    Task<DeploymentFacts> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Runs a deployment.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">One of MLflow's input forms, as JSON in UTF-8.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, as JSON in UTF-8.</returns>
    Task<ReadOnlyMemory<byte>> PredictAsync(string name, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>Explains a prediction, where the deployment can; else an error.</summary>
    Task<ReadOnlyMemory<byte>> ExplainAsync(string name, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);
}
