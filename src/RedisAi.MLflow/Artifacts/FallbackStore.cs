namespace RedisAi.MLflow.Artifacts;

/// <summary>A folder with two ways to it: the second is taken once the server has said that it does not offer the first.</summary>
/// <param name="first">The way that is tried first.</param>
/// <param name="second">The other.</param>
internal sealed class FallbackStore(IArtifactStore first, IArtifactStore second) : IArtifactStore
{
    private volatile bool _isFirstOff;

    public string Name => Current.Name;

    private IArtifactStore Current => _isFirstOff ? second : first;

    public Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken) =>
        DoAsync(store => store.ListAsync(folder, cancellationToken));

    public Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken) =>
        DoAsync(store => store.OpenAsync(path, offset, mark, cancellationToken));

    private async Task<T> DoAsync<T>(Func<IArtifactStore, Task<T>> action)
    {
        IArtifactStore store = Current;
        try
        {
            return await action(store).ConfigureAwait(false);
        }
        catch (MlflowException error) when (store == first && error.ErrorCode == MlflowErrorCodes.FeatureDisabled)
        {
            _isFirstOff = true;
            return await action(second).ConfigureAwait(false);
        }
    }
}
