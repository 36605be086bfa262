using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Client.Protocol;
using RedisAi.MLflow.Flavours;
using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A server that speaks RedisAI's commands as the place where models are deployed.</summary>
/// <param name="server">The server.</param>
/// <param name="importers">Read what no backend runs, before it is sent.</param>
/// <param name="logger">Is told what a folder wishes and does not get.</param>
internal sealed class RemoteTarget(RedisAiClient server, IReadOnlyList<IModelImporter> importers, ILogger logger) : IDeploymentTarget
{
    private readonly RemoteStore _store = new(server);

    public string Description => server.Address;

    public async Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await _store.FindAsync(name, cancellationToken).ConfigureAwait(false))?.Describe();

    public async Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyValuePair<string, string>> models = await server.Models.ListAsync(cancellationToken).ConfigureAwait(false);
        string[] names = [.. models.Select(static model => model.Key).Where(static key => !RemoteKeys.IsTrial(key))];
        return [.. (await _store.FindAsync(names, cancellationToken).ConfigureAwait(false)).OfType<DeployedModel>().Select(static model => model.Describe())];
    }

    public async Task<MlflowDeployment> StoreAsync(string name, bool isNew, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken)
    {
        ModelPackage package = await ModelPackage.OpenAsync(model, flavor, importers, cancellationToken).ConfigureAwait(false);
        foreach (string warning in package.Warnings)
        {
            logger.FolderWarning(model.Model.ToString(), warning);
        }

        if (package.Signature is { } declared)
        {
            SignatureCheck.Check(package.Folder, declared, logger);
        }

        DeployedModel? present = isNew ? null : await _store.FindAsync(name, cancellationToken).ConfigureAwait(false);
        RemoteModelOptions options = Options(present, package.Facts, config);
        if (package.Folder.ReadServingExample() is { } example)
        {
            await TryAsync(name, package, options.Device, example, cancellationToken).ConfigureAwait(false);
        }

        FactsRecord record = new(package.Facts, package.Signature, options, package.Backend);
        await PutAsync(name, isNew, package.File, record, cancellationToken).ConfigureAwait(false);
        return await FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw DeploymentErrors.Absent(name);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _store.DeleteAsync(name, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        ModelSignature signature = await RemoteSignatures.FindAsync(server.Models, found, cancellationToken).ConfigureAwait(false);
        Scorer scorer = new(new RemoteModel(server.Models, name, name, signature), new FixedContract(found.Contract));
        return await scorer.ScoreAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="MlflowException">Somebody else has put something under the name that was to be new.</exception>
    private async Task PutAsync(string name, bool isNew, FilePieces file, FactsRecord record, CancellationToken cancellationToken)
    {
        if (!isNew)
        {
            await _store.ReplaceAsync(name, file, record, cancellationToken).ConfigureAwait(false);
        }
        else if (!await _store.TryAddAsync(name, file, record, cancellationToken).ConfigureAwait(false))
        {
            throw DeploymentErrors.Exists(name);
        }
    }

    /// <summary>What served before keeps its settings, save those that are given.</summary>
    private static RemoteModelOptions Options(DeployedModel? present, DeploymentFacts facts, DeploymentConfig config)
    {
        RemoteModelOptions options = new();
        if (present is not null)
        {
            RemoteModelInfo info = present.Info;
            (options.Device, options.BatchSize, options.MinBatchSize, options.MinBatchTimeout) = (info.Device, info.BatchSize, info.MinBatchSize, info.MinBatchTimeout);
        }

        config.ApplyTo(options);
        string given = config.Tag ?? present?.GivenTag ?? "";
        options.Tag = given.Length > 0 ? given : DeployedModel.TagOf(facts);
        return options;
    }

    /// <summary>Runs the example of a model on the server, under a key that nobody calls. It waits for no other calls there.</summary>
    private async Task TryAsync(string name, ModelPackage package, string device, ReadOnlyMemory<byte> example, CancellationToken cancellationToken)
    {
        string key = RemoteKeys.TrialOf(name);
        try
        {
            await _store.PutTrialAsync(key, package, device, cancellationToken).ConfigureAwait(false);
            RemoteModelInfo info = await server.Models.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw DeploymentErrors.Absent(key);
            ModelSignature signature = package.Signature ?? RemoteSignatures.Of(info, package.Facts.Contract.Signature);
            await SmokeTest.RunAsync(new RemoteModel(server.Models, name, key, signature), package.Facts.Contract, example, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DropTrialAsync(key).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a model that was tried, also where the caller does not wait any more.</summary>
    private async Task DropTrialAsync(string key)
    {
        try
        {
            await server.Models.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RedisAiException error)
        {
            // The server removes it by itself when its time is over.
            logger.TrialLeft(Shown.Text(key), server.Address, error.Message);
        }
    }
}
