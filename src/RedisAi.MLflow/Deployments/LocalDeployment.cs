namespace RedisAi.MLflow;

/// <summary>A model that runs in an engine of its own in this process, until it is disposed: what <see cref="MlflowDeployments.RunLocalAsync"/> gives.</summary>
/// <remarks>All members may be called from several threads at once.</remarks>
public sealed class LocalDeployment : IAsyncDisposable
{
    private readonly RedisAiEngine _engine;
    private readonly MlflowDeployments _deployments;

    internal LocalDeployment(RedisAiEngine engine, MlflowDeployments deployments, MlflowDeployment deployment) =>
        (_engine, _deployments, Deployment) = (engine, deployments, deployment);

    /// <summary>Gets what is deployed.</summary>
    public MlflowDeployment Deployment { get; }

    /// <summary>Gets the model, to be called with tensors; valid until this is disposed.</summary>
    public IModel Model => _engine.Models[Deployment.Name];

    /// <summary>Runs the model on a request of MLflow's scoring protocol.</summary>
    /// <param name="request">The request, as for <see cref="MlflowDeployments.PredictAsync"/>.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>JSON with <c>predictions</c>, in UTF-8.</returns>
    /// <exception cref="MlflowException">The request is not what the model takes, or the model fails.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Task<ReadOnlyMemory<byte>> PredictAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) =>
        _deployments.PredictAsync(Deployment.Name, request, cancellationToken);

    /// <summary>Ends the engine, once the calls that were accepted have finished.</summary>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
