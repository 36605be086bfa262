using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.MLflow.Artifacts;
using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Client;
using RedisAi.MLflow.Credentials;
using RedisAi.MLflow.Logging;
using RedisAi.MLflow.Resolution;
using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Routes;

namespace RedisAi.MLflow;

/// <summary>Asks MLflow servers for models, brings their files to this machine, and logs to runs. Thread-safe; one for an application is enough.</summary>
/// <remarks>
/// Logins and the workspace are sent to the servers of the settings and to no others, also where one redirects to another host. Requests are tried again as the settings
/// say; what will not change, as a server that hands no artifacts through, is not. Where a folder of this machine is named, no server is needed.
/// </remarks>
public sealed class MlflowClient : IDisposable
{
    private readonly RestTransport _transport;
    private readonly ServerRoutes? _routes;
    private readonly ModelResolver? _resolver;
    private readonly ModelDownloads _downloads;
    private readonly LastGoodModels _lastGood;
    private readonly OwnServers _own;
    private readonly string? _trackingUri;
    private readonly TimeProvider _time;

    /// <summary>Creates a client. Nothing is asked yet.</summary>
    /// <param name="options">The settings, which are not to be changed any more; null for those of the environment, <see cref="MlflowClientOptions.FromEnvironment"/>.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    /// <exception cref="MlflowException">A variable of the environment has a value that is none, or a file of the encryption cannot be read.</exception>
    public MlflowClient(MlflowClientOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        options ??= MlflowClientOptions.FromEnvironment();
        if (MlflowClientOptionsValidator.FirstError(options) is { } error)
        {
            throw new ArgumentException(error, nameof(options));
        }

        _time = timeProvider ?? TimeProvider.System;
        _trackingUri = options.TrackingUri;
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<MlflowClient>();
        ServerAddress? registry = ServerAddress.Create(string.IsNullOrWhiteSpace(options.RegistryUri) ? options.TrackingUri : options.RegistryUri);
        ServerAddress? tracking = ServerAddress.Create(options.TrackingUri) ?? registry;
        _own = new OwnServers(
            [.. new[] { tracking, registry }.OfType<ServerAddress>()], Authorization.Of(options.Username, options.Password, options.Token), options.Workspace);
        _transport = new RestTransport(_own, options, _time);
        RetryPolicy retries = new(options, _time, logger);
        ArtifactLister lister = new(options);
        ModelCache cache = new(options.Cache, _time, logger);
        _downloads = new ModelDownloads(cache, lister, new ModelDownload(options, retries), _time, logger);
        _lastGood = new LastGoodModels(cache, registry?.ToString() ?? "");
        Uploads = new UploadedModels(cache);
        if (tracking is not null)
        {
            _routes = new ServerRoutes(new RestClient(_transport, retries, _own.Scheme), tracking, registry, options.RegistryUri);
            _resolver = new ModelResolver(_routes, new FileRoute(_routes, options.AllowLocalFiles), lister);
        }
    }

    /// <summary>Models that are sent to this process.</summary>
    internal UploadedModels Uploads { get; }

    /// <summary>Finds out what an address leads to now. Nothing is downloaded.</summary>
    /// <param name="uri">The address, as <see cref="MlflowUri"/> reads it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it leads to.</returns>
    /// <exception cref="MlflowException">It is no address, leads nowhere, or the server cannot be asked.</exception>
    public Task<ResolvedModel> ResolveAsync(string uri, CancellationToken cancellationToken = default) => ResolveAsync(MlflowUri.Parse(uri), cancellationToken);

    /// <inheritdoc cref="ResolveAsync(string, CancellationToken)"/>
    public Task<ResolvedModel> ResolveAsync(MlflowUri uri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return ResolveAsync(uri, AnyPlace.Instance, cancellationToken);
    }

    /// <summary>Finds out what an address leads to now, and brings its files to this machine unless they are there.</summary>
    /// <param name="uri">The address, as <see cref="MlflowUri"/> reads it.</param>
    /// <param name="progress">Is told how far it is, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. What has come so far stays, and need not come again.</param>
    /// <returns>The folder, which is the caller's to dispose.</returns>
    /// <exception cref="MlflowException">It is no address, leads nowhere, or cannot be downloaded.</exception>
    /// <exception cref="IOException">The cache cannot be written to, as when the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written to.</exception>
    public async Task<DownloadedModel> DownloadAsync(string uri, IProgress<MlflowDownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        await DownloadAsync(await ResolveAsync(uri, cancellationToken).ConfigureAwait(false), progress, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="DownloadAsync(string, IProgress{MlflowDownloadProgress}?, CancellationToken)"/>
    /// <param name="uri">The address, as <see cref="MlflowUri"/> reads it. Whether it may be named at all was found out before.</param>
    /// <param name="permitted">Where the files may be that it leads to.</param>
    /// <param name="progress">Is told how far it is, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. What has come so far stays, and need not come again.</param>
    internal async Task<DownloadedModel> DownloadAsync(string uri, IPermittedPlaces permitted, IProgress<MlflowDownloadProgress>? progress, CancellationToken cancellationToken) =>
        await DownloadAsync(await ResolveAsync(MlflowUri.Parse(uri), permitted, cancellationToken).ConfigureAwait(false), progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Brings the files of what an address has led to to this machine, unless they are there.</summary>
    /// <param name="model">What <see cref="ResolveAsync(string, CancellationToken)"/> of this client has returned.</param>
    /// <param name="progress">Is told how far it is, by one thread at a time; null for nobody.</param>
    /// <param name="cancellationToken">Ends it. What has come so far stays, and need not come again.</param>
    /// <returns>The folder, which is the caller's to dispose.</returns>
    /// <exception cref="MlflowException">It cannot be downloaded.</exception>
    /// <exception cref="IOException">The cache cannot be written to, as when the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written to.</exception>
    public Task<DownloadedModel> DownloadAsync(ResolvedModel model, IProgress<MlflowDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _downloads.OpenAsync(model, progress, cancellationToken);
    }

    /// <summary>Remembers a model as the last good one for its address, for <see cref="OpenLastGoodAsync"/> of this process and others.</summary>
    /// <param name="model">The model, which was found to be good.</param>
    /// <exception cref="IOException">The cache cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written to.</exception>
    public void RememberGood(DownloadedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Model.LocalFolder is null)
        {
            _lastGood.Remember(model.Model);
        }
    }

    /// <summary>Opens the model that was the last good one for an address, without asking any server.</summary>
    /// <param name="uri">The address, written as it was then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The folder, which is the caller's to dispose; null when none is remembered, or when it is not in the cache any more.</returns>
    /// <exception cref="MlflowException">It is no address.</exception>
    public Task<DownloadedModel?> OpenLastGoodAsync(string uri, CancellationToken cancellationToken = default) =>
        _lastGood.OpenAsync(MlflowUri.Parse(uri), cancellationToken);

    /// <summary>Begins a run, to which things can then be logged.</summary>
    /// <param name="options">The experiment, the name and the tags; null for the experiment of the environment, or the default one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The run, which is the caller's to end.</returns>
    /// <exception cref="MlflowException">The server refuses it, or cannot be asked.</exception>
    public Task<RunLogger> StartRunAsync(RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunStart.BeginAsync(Routes("a run"), options ?? new RunOptions(), _time, cancellationToken);

    /// <summary>Goes on with a run that is there. It is not ended when the logger is disposed, only by <see cref="RunLogger.EndAsync"/>.</summary>
    /// <param name="runId">The identifier of the run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The run.</returns>
    /// <exception cref="MlflowException">There is none, or the server cannot be asked.</exception>
    public Task<RunLogger> ContinueRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        return RunStart.ContinueAsync(Routes("a run"), runId, _time, cancellationToken);
    }

    /// <summary>Asks the tracking server which version of MLflow it is.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version, as in <c>3.17.2</c>.</returns>
    /// <exception cref="MlflowException">The server refuses it, or cannot be asked.</exception>
    public async Task<string> GetServerVersionAsync(CancellationToken cancellationToken = default)
    {
        ServerRoutes routes = Routes("the server's version");
        RestAnswer answer = await routes.Client.SendAsync(new RestRequest(HttpMethod.Get, routes.Tracking.Route("/version")), cancellationToken).ConfigureAwait(false);
        string version = Encoding.UTF8.GetString(answer.Body).Trim();
        return version.Length is > 0 and < 64 && char.IsAsciiDigit(version[0]) ? version : throw answer.Misunderstood("it is no version. Is that an MLflow server?");
    }

    /// <summary>Whether an address leads to the servers of the settings: neither to this machine's files nor to another server.</summary>
    internal bool IsOfOwnServers(MlflowUri uri) => uri.Kind != MlflowUriKind.LocalFolder && (uri.Authority is not { } authority || _own.Has(authority));

    /// <summary>Ends all connections. What was downloaded, and is not disposed yet, stays usable.</summary>
    public void Dispose() => _transport.Dispose();

    private Task<ResolvedModel> ResolveAsync(MlflowUri uri, IPermittedPlaces permitted, CancellationToken cancellationToken) => uri.Kind == MlflowUriKind.LocalFolder
        ? Task.FromResult(ModelDownloads.OfFolder(uri))
        : (_resolver ?? throw NoServer($"'{uri}'")).ResolveAsync(uri, permitted, cancellationToken);

    private ServerRoutes Routes(string what) => _routes ?? throw NoServer(what);

    private MlflowException NoServer(string what) => new(
        _trackingUri is null
            ? $"There is no server to ask for {what}: set TrackingUri (MLFLOW_TRACKING_URI), as in http://localhost:5000."
            : $"There is no server to ask for {what}: TrackingUri (MLFLOW_TRACKING_URI) is '{Uris.ShownUri.Of(_trackingUri)}', and only http:// and https:// can be asked. To read such a store, start mlflow server on it.",
        MlflowErrorCodes.InvalidParameterValue);
}
