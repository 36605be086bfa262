using RedisAi.Client.Connecting;
using RedisAi.Client.Protocol;

namespace RedisAi;

/// <summary>Speaks RedisAI's commands to a server: one of this library's, or RedisAI 1.2 in a Redis.</summary>
/// <remarks>
/// <para>It has one connection, over which calls go one after the other; all members may be called by several threads at once. When the connection breaks or a call
/// is cancelled, that call fails and the next one connects again.</para>
/// <para>What a server answers is read with limits on its length and depth.</para>
/// </remarks>
/// <example>
/// <code>
/// await using RedisAiClient client = await RedisAiClient.ConnectAsync("redisai://localhost:6379");
/// await client.Models.StoreAsync("iris", "ONNX", File.ReadAllBytes("iris.onnx"));
/// using AiTensor row = AiTensor.Create&lt;float&gt;([1, 4], [5.1f, 3.5f, 1.4f, 0.2f]);
/// IReadOnlyList&lt;AiTensor&gt; outputs = await client.Models.RunAsync("iris", [row], outputs: 2);
/// </code>
/// </example>
public sealed class RedisAiClient : IAsyncDisposable
{
    private readonly ServerLink _link;

    private RedisAiClient(ServerLink link, TimeSpan modelTimeout)
    {
        _link = link;
        Tensors = new RemoteTensors(link);
        Models = new RemoteModels(link, modelTimeout);
        ModelPatience = modelTimeout;
    }

    /// <summary>Gets the address of the server, without a password.</summary>
    public string Address => _link.Address;

    /// <summary>Gets the tensors of the server.</summary>
    public RemoteTensors Tensors { get; }

    /// <summary>Gets the models of the server.</summary>
    public RemoteModels Models { get; }

    /// <summary>The connection, for what stores more than a model in one transaction.</summary>
    internal ServerLink Link => _link;

    /// <summary>How long a server may say nothing while it stores or runs a model.</summary>
    internal TimeSpan ModelPatience { get; }

    /// <summary>Connects to a server, encrypts and authenticates, as its address says.</summary>
    /// <param name="address">
    /// <c>redisai://[user:password@]host[:port][/database]</c>, or <c>redis://</c>, which is the same; <c>redisais://</c> or <c>rediss://</c> to encrypt. The port is 6379
    /// unless said; in a password, all but letters and digits is written as in <c>%40</c>.
    /// </param>
    /// <param name="options">The password, timeouts and authorities; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A client, the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">The address is none, or an option makes no sense.</exception>
    /// <exception cref="RedisAiConnectionException">The server cannot be reached, or does not let the client in.</exception>
    public static Task<RedisAiClient> ConnectAsync(string address, RedisAiClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        RedisUrl url = RedisUrl.TryParse(address) ?? throw new ArgumentException($"The address {RedisUrl.Expected}", nameof(address));
        return ConnectAsync(url, options, cancellationToken);
    }

    /// <summary>Asks whether the server is there.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server answers with an error.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default) =>
        _link.ThrowIfError("PING", await _link.AskAsync(RespCommand.Of("PING"), cancellationToken).ConfigureAwait(false));

    /// <summary>Closes the connection, when the call that is under way has ended.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    internal static async Task<RedisAiClient> ConnectAsync(RedisUrl url, RedisAiClientOptions? options, CancellationToken cancellationToken)
    {
        options ??= new RedisAiClientOptions();
        options.Check();
        RespLimits limits = new() { Connecting = options.ConnectTimeout, Patience = options.ReplyTimeout };
        ServerLink link = new(url with { Password = url.Password ?? options.Password }, limits, options.Authorities, options.TimeProvider);
        await link.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return new RedisAiClient(link, options.ModelTimeout);
    }
}
