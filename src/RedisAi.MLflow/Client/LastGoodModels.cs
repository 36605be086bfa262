using RedisAi.MLflow.Cache;

namespace RedisAi.MLflow.Client;

/// <summary>The models that an address led to last and that were good, for when the server cannot be asked. For any thread.</summary>
/// <param name="cache">The cache.</param>
/// <param name="server">The server that addresses are of; another one's addresses are others.</param>
internal sealed class LastGoodModels(ModelCache cache, string server)
{
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Remember(ResolvedModel model) => cache.LastGood.Write(new LastGoodRecord(
        AddressOf(model.Uri), model.Identity, model.ModelId, model.Name, model.Version, model.RunId, model.Source, model.CreatedAt));

    /// <returns>Null when none is known, or when it is not in the cache any more.</returns>
    public async Task<DownloadedModel?> OpenAsync(MlflowUri uri, CancellationToken cancellationToken)
    {
        if (cache.LastGood.Find(AddressOf(uri)) is not { } record
            || await cache.FindAsync(record.Identity, cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            return null;
        }

        ResolvedModel model = new(uri, record.Identity)
        {
            ModelId = record.ModelId,
            Name = record.Name,
            Version = record.Version,
            RunId = record.RunId,
            Source = record.Source,
            CreatedAt = record.CreatedAt,
        };
        return new DownloadedModel(model, lease);
    }

    private string AddressOf(MlflowUri uri) => $"{server}\n{uri.Text}";
}
