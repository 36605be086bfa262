using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Deployments;

namespace RedisAi.MLflow;

/// <content>Models whose files are sent, instead of being downloaded by this process.</content>
public sealed partial class MlflowDeployments
{
    /// <summary>Checks what is asked for, before the files are received.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isNew">Whether there must be none of that name, or one.</param>
    /// <param name="config">Settings, as texts; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">A setting is wrong, or there is one of that name, or none.</exception>
    internal async Task CheckUploadAsync(string name, bool isNew, IReadOnlyDictionary<string, string>? config, CancellationToken cancellationToken)
    {
        DeploymentConfig settings = DeploymentConfig.Parse(config);
        await AskAsync(() => FindPresentAsync(name, isNew, settings, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Makes a folder for files that are about to be sent; the caller's to dispose, which removes it.</summary>
    /// <param name="bytes">How many bytes are expected.</param>
    /// <exception cref="IOException">The cache cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written to.</exception>
    internal UploadFolder BeginUpload(long bytes) => _client.Uploads.Begin(bytes);

    /// <summary>Deploys a model whose files were sent. What it is, its own files say.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isNew">Whether it is created, or replaces what is deployed.</param>
    /// <param name="upload">The folder; still the caller's to dispose.</param>
    /// <param name="files">The files in it.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs here.</param>
    /// <param name="config">Settings, as texts; null for none.</param>
    /// <param name="cancellationToken">Ends it; what is deployed stays.</param>
    /// <exception cref="MlflowException">As for <see cref="CreateAsync"/> and <see cref="UpdateAsync"/>.</exception>
    internal async Task<MlflowDeployment> DeployUploadAsync(
        string name,
        bool isNew,
        UploadFolder upload,
        IReadOnlyList<CachedFile> files,
        string? flavor,
        IReadOnlyDictionary<string, string>? config,
        CancellationToken cancellationToken)
    {
        string folder = upload.Files;
        DownloadedModel? model = null;
        try
        {
            model = await _client.Uploads.KeepAsync(upload, files, cancellationToken).ConfigureAwait(false);
            folder = model.LocalPath;
            return await DeployAsync(name, isNew, modelUri: null, model, flavor, config, progress: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (model is not null)
            {
                _client.Uploads.Discard(model);
            }

            if (error is MlflowException told && told.Message.Contains(folder, StringComparison.Ordinal))
            {
                throw DeploymentErrors.WithoutFolder(told, folder);
            }

            throw;
        }
    }

    /// <summary>Opens what is deployed once more, for other settings.</summary>
    private async Task<DownloadedModel> ReopenAsync(MlflowDeployment deployed, IProgress<MlflowDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (deployed is { IsUploaded: true, Digest: { } digest })
        {
            return await _client.Uploads.FindAsync(digest, cancellationToken).ConfigureAwait(false) ?? throw new MlflowException(
                $"The files of '{deployed.Name}' were uploaded, and are not in the cache any more, so its settings alone cannot be changed: upload the model again, with the settings.",
                MlflowErrorCodes.InvalidState);
        }

        string uri = deployed.ModelUri ?? throw new MlflowException(
            $"It is not known from where '{deployed.Name}' was deployed, so its settings alone cannot be changed: give the model's address, too.", MlflowErrorCodes.InvalidParameterValue);
        return await _client.DownloadAsync(uri, _permitted, progress, cancellationToken).ConfigureAwait(false);
    }
}
