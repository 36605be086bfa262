using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Backends;
using RedisAi.MLflow.Deployments;
using RedisAi.MLflow.Deployments.Remote;
using RedisAi.MLflow.Resolution;
using RedisAi.Registry;

namespace RedisAi.MLflow;

/// <summary>Deploys models of MLflow's under names, as MLflow's own deployment clients do: <c>create</c>, <c>update</c>, <c>delete</c>, <c>list</c>, <c>get</c>, <c>predict</c>, <c>explain</c>, <c>run-local</c>.</summary>
/// <remarks>
/// <para>Calls return when the model can be run. An update puts the next model in place while the one before answers; no call is lost. A model that was logged with an example
/// is tried on it before it serves.</para>
/// <para>What an engine has that was not deployed from MLflow is listed, too. Errors are <see cref="MlflowException"/> with MLflow's codes. All members may be called from several threads
/// at once; changes of one name come one after the other.</para>
/// </remarks>
public sealed partial class MlflowDeployments
{
    private readonly IDeploymentTarget _target;
    private readonly MlflowClient _client;
    private readonly ILogger _logger;
    private readonly IPermittedPlaces _permitted = AnyPlace.Instance;
    private readonly KeyedGate _changes = new();

    /// <summary>Creates deployments to an engine of this process.</summary>
    /// <param name="engine">The engine; the caller's to dispose.</param>
    /// <param name="client">Finds and downloads the models; the caller's to dispose.</param>
    /// <param name="contracts">Is told what scoring endpoints have to know of the models; null where there are none beside this.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    public MlflowDeployments(IRedisAi engine, MlflowClient client, ScoringContracts? contracts = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(client);
        contracts ??= new ScoringContracts();
        _client = client;
        _logger = LoggerOf(loggerFactory);
        _target = new EngineTarget(new EngineDeployer(engine, contracts, _logger), contracts);
    }

    /// <summary>Creates deployments to a server that speaks RedisAI's commands: one of this library's, or RedisAI 1.2 in a Redis.</summary>
    /// <remarks>
    /// A model travels in one piece: weights beside an ONNX file are put into it, up to the 2 GB that a file of that format can have. What is known of a deployment is kept beside
    /// the model, under the key <c>{NAME}:mlflow</c>, so that other processes know it, too. The example of a model is run on the server before the model gets its name.
    /// </remarks>
    /// <param name="server">The server; the caller's to dispose.</param>
    /// <param name="client">Finds and downloads the models; the caller's to dispose.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="importers">Convert models that no backend runs, in this process and before they are sent, so that any server runs them; null for none.</param>
    public MlflowDeployments(RedisAiClient server, MlflowClient client, ILoggerFactory? loggerFactory = null, IEnumerable<IModelImporter>? importers = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _logger = LoggerOf(loggerFactory);
        _target = new RemoteTarget(server, [.. importers ?? []], _logger);
    }

    private MlflowDeployments(MlflowDeployments same, IPermittedPlaces permitted)
    {
        (_target, _client, _logger, _changes) = (same._target, same._client, same._logger, same._changes);
        _permitted = permitted;
    }

    /// <summary>Gets a text about the settings that a deployment takes.</summary>
    public static string ConfigHelp => DeploymentConfig.Help;

    /// <summary>Deploys a model under a new name.</summary>
    /// <param name="name">The name: the key of the model.</param>
    /// <param name="modelUri">Where it is, as <see cref="MlflowUri"/> reads it.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs here.</param>
    /// <param name="config">Settings, as texts: <see cref="ConfigHelp"/>; null for none.</param>
    /// <param name="progress">Told how far the download is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing is deployed then.</param>
    /// <returns>What is deployed, once it can be called.</returns>
    /// <exception cref="MlflowException">There is one of that name, the model cannot be had or run, or a setting is wrong.</exception>
    public Task<MlflowDeployment> CreateAsync(
        string name,
        string modelUri,
        string? flavor = null,
        IReadOnlyDictionary<string, string>? config = null,
        IProgress<MlflowDownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(modelUri);
        return DeployAsync(name, isNew: true, modelUri, uploaded: null, flavor, config, progress, cancellationToken);
    }

    /// <summary>Puts another model, or the same with other settings, in the place of one that is deployed. Settings that are not given stay.</summary>
    /// <param name="name">The name.</param>
    /// <param name="modelUri">Where the next model is; null for that from which it was deployed, or for the files that were uploaded.</param>
    /// <param name="flavor">The flavour to run, which needs <paramref name="modelUri"/>; null for the first that runs here.</param>
    /// <param name="config">Settings, as texts: <see cref="ConfigHelp"/>; null for none.</param>
    /// <param name="progress">Told how far the download is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what is deployed stays.</param>
    /// <returns>What is deployed now, once it is called.</returns>
    /// <exception cref="MlflowException">There is none of that name, the model cannot be had or run, or a setting is wrong. What is deployed stays.</exception>
    public Task<MlflowDeployment> UpdateAsync(
        string name,
        string? modelUri = null,
        string? flavor = null,
        IReadOnlyDictionary<string, string>? config = null,
        IProgress<MlflowDownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (modelUri is null && (flavor is not null || config is null or { Count: 0 }))
        {
            return Task.FromException<MlflowDeployment>(new MlflowException(
                flavor is null ? $"The update of '{name}' changes nothing: give a model, or settings." : $"The update of '{name}' gives the flavour '{flavor}' of no model: give the model's address, too.",
                MlflowErrorCodes.InvalidParameterValue));
        }

        return DeployAsync(name, isNew: false, modelUri, uploaded: null, flavor, config, progress, cancellationToken);
    }

    /// <summary>Removes a deployment, if there is one of that name. Calls that were accepted finish.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait for other changes of the name.</param>
    /// <exception cref="MlflowException">The target cannot be reached, or refuses it.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => ChangeAsync(
        name,
        async () =>
        {
            await _target.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            _logger.DeploymentDeleted(name, _target.Description);
            return true;
        },
        cancellationToken);

    /// <summary>Gets all deployments.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The target cannot be reached.</exception>
    public Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken = default) => AskAsync(() => _target.ListAsync(cancellationToken));

    /// <summary>Gets a deployment.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">There is none of that name, or the target cannot be reached.</exception>
    public async Task<MlflowDeployment> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return await AskAsync(() => _target.FindAsync(name, cancellationToken)).ConfigureAwait(false) ?? throw DeploymentErrors.Absent(name);
    }

    /// <summary>Runs a deployed model on a request of MLflow's scoring protocol.</summary>
    /// <param name="name">The name.</param>
    /// <param name="request">JSON with <c>inputs</c>, <c>instances</c>, <c>dataframe_split</c> or <c>dataframe_records</c>, in UTF-8; not needed any more when this has ended.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>JSON with <c>predictions</c>, in UTF-8.</returns>
    /// <exception cref="MlflowException">There is none of that name, the request is not what the model takes, or the model fails.</exception>
    public Task<ReadOnlyMemory<byte>> PredictAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return AskAsync(async () => await _target.ScoreAsync(name, request, cancellationToken).ConfigureAwait(false) ?? throw DeploymentErrors.Absent(name));
    }

    /// <summary>Explains the predictions of a deployed model: runs the model that is deployed as <c>NAME/explain</c> on the same request.</summary>
    /// <param name="name">The name, without <c>/explain</c>.</param>
    /// <param name="request">The request, as for <see cref="PredictAsync"/>.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>JSON with <c>predictions</c>, in UTF-8: what the explaining model gave.</returns>
    /// <exception cref="MlflowException">There is none of that name, nothing explains it (<c>NOT_IMPLEMENTED</c>), or the request is not what that model takes.</exception>
    public Task<ReadOnlyMemory<byte>> ExplainAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return AskAsync(async () =>
        {
            _ = await _target.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw DeploymentErrors.Absent(name);
            return await _target.ScoreAsync(DeploymentErrors.ExplainedBy(name), request, cancellationToken).ConfigureAwait(false) ?? throw DeploymentErrors.NoExplanations(name);
        });
    }

    /// <summary>The same deployments for others than the application, who may have models fetched from some places only.</summary>
    internal MlflowDeployments For(IPermittedPlaces permitted) => new(this, permitted);

    private async Task<MlflowDeployment> DeployAsync(
        string name,
        bool isNew,
        string? modelUri,
        DownloadedModel? uploaded,
        string? flavor,
        IReadOnlyDictionary<string, string>? config,
        IProgress<MlflowDownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        DeploymentConfig settings = DeploymentConfig.Parse(config);
        return await ChangeAsync(
            name,
            async () =>
            {
                // Before anything is downloaded.
                MlflowDeployment? present = await FindPresentAsync(name, isNew, settings, cancellationToken).ConfigureAwait(false);
                bool isSameModel = modelUri is null && uploaded is null;
                using DownloadedModel model = isSameModel ? await ReopenAsync(present!, progress, cancellationToken).ConfigureAwait(false)
                    : uploaded ?? await _client.DownloadAsync(modelUri!, _permitted, progress, cancellationToken).ConfigureAwait(false);
                MlflowDeployment deployed = await _target.StoreAsync(
                    name, isNew, model, flavor ?? (isSameModel ? present!.Flavor : null), settings, cancellationToken).ConfigureAwait(false);
                _logger.Deployed(name, deployed.ModelUri, deployed.Flavor, deployed.Revision, _target.Description);
                return deployed;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds what a change would replace, null for nothing, and throws where the change is to be refused.</summary>
    private async Task<MlflowDeployment?> FindPresentAsync(string name, bool isNew, DeploymentConfig settings, CancellationToken cancellationToken)
    {
        MlflowDeployment? present = await _target.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (isNew != (present is null))
        {
            throw isNew ? DeploymentErrors.Exists(name) : DeploymentErrors.Absent(name);
        }

        settings.Check(present);
        return present;
    }

    private Task<TResult> ChangeAsync<TResult>(string name, Func<Task<TResult>> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return AskAsync(async () =>
        {
            using IDisposable gate = await _changes.EnterAsync(name, cancellationToken).ConfigureAwait(false);
            return await change().ConfigureAwait(false);
        });
    }

    private static ILogger LoggerOf(ILoggerFactory? loggerFactory) => (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<MlflowDeployments>();

    /// <summary>Asks the target; its errors become MLflow's.</summary>
    private static async Task<TResult> AskAsync<TResult>(Func<Task<TResult>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception error) when (DeploymentErrors.IsTold(error))
        {
            throw DeploymentErrors.Of(error);
        }
    }
}
