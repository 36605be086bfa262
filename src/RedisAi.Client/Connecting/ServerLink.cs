using System.Security.Cryptography.X509Certificates;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Client.Connecting;

/// <summary>
/// The connection of a client: opened when it is needed, used by one call at a time, and given up after a failure, since nobody knows then which
/// reply would come next.
/// </summary>
/// <param name="url">Where the server is.</param>
/// <param name="limits">How much a reply may be, and how long it may take.</param>
/// <param name="authorities">Whom to believe that a certificate is the server's; null for those that the system does.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerLink(RedisUrl url, RespLimits limits, X509Certificate2Collection? authorities, TimeProvider time) : IAsyncDisposable
{
    // Held by the call that uses the connection. It has no handle to give back unless somebody waits by it.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RespConnection? _connection;
    private bool _isDisposed;

    /// <summary>The address, without a password.</summary>
    public string Address { get; } = url.ToString();

    /// <summary>Connects, if that has not been done.</summary>
    /// <exception cref="RedisAiConnectionException">It cannot be done.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken) => AskAsync([], cancellationToken);

    /// <summary>Sends a command, and returns its reply.</summary>
    /// <exception cref="RedisAiConnectionException">No reply comes.</exception>
    public async Task<RespReply> AskAsync(RespCommand command, CancellationToken cancellationToken, TimeSpan? patience = null) =>
        (await AskAsync([command], cancellationToken, patience).ConfigureAwait(false))[0];

    /// <summary>Sends commands at once, and returns their replies.</summary>
    /// <param name="commands">So few, and with replies so short, that neither side waits for the other to read.</param>
    /// <param name="cancellationToken">Ends it, and the connection.</param>
    /// <param name="patience">How long the server may say nothing; null for the usual time.</param>
    /// <exception cref="RedisAiConnectionException">Not all of the replies come.</exception>
    public Task<IReadOnlyList<RespReply>> AskAsync(IReadOnlyList<RespCommand> commands, CancellationToken cancellationToken, TimeSpan? patience = null) =>
        InTurnAsync(connection => ExchangeAsync(connection, commands, patience, cancellationToken), cancellationToken);

    /// <summary>Sends commands, and further ones by their replies, with nothing of anybody else between them on the connection: what WATCH needs.</summary>
    /// <param name="first">The first commands, of which the same holds as for <see cref="AskAsync(IReadOnlyList{RespCommand}, CancellationToken, TimeSpan?)"/>.</param>
    /// <param name="next">Makes the further ones.</param>
    /// <param name="cancellationToken">Ends it, and the connection.</param>
    /// <param name="patience">How long the server may say nothing; null for the usual time.</param>
    /// <returns>The replies to the further ones.</returns>
    /// <exception cref="RedisAiConnectionException">Not all of the replies come.</exception>
    public Task<IReadOnlyList<RespReply>> AskAsync(
        IReadOnlyList<RespCommand> first, Func<IReadOnlyList<RespReply>, IReadOnlyList<RespCommand>> next, CancellationToken cancellationToken, TimeSpan? patience = null) =>
        InTurnAsync(
            async connection =>
            {
                IReadOnlyList<RespReply> replies = await ExchangeAsync(connection, first, patience, cancellationToken).ConfigureAwait(false);
                return await ExchangeAsync(connection, next(replies), patience, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Makes something of a reply.</summary>
    /// <exception cref="RedisAiServerException">The reply is something else than was asked for.</exception>
    public T Read<T>(string command, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is ReplyException or InvalidDataException)
        {
            throw new RedisAiServerException(Address, command, error.Message.TrimEnd('.'));
        }
    }

    /// <summary>Throws if a reply is an error.</summary>
    public void ThrowIfError(string command, RespReply reply)
    {
        if (reply.IsError)
        {
            throw new RedisAiServerException(Address, command, $"the server answers {reply}", reply.Text);
        }
    }

    /// <summary>Closes the connection when the call that is under way has ended. Calls from then on are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _isDisposed = true;
        await DropAsync().ConfigureAwait(false);
        _turn.Release();
    }

    /// <summary>Uses the connection, when all who came before have done so; opens it if there is none.</summary>
    private async Task<IReadOnlyList<RespReply>> InTurnAsync(Func<RespConnection, Task<IReadOnlyList<RespReply>>> exchange, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RedisAiClient));
            _connection ??= await RespConnection.OpenAsync(url, authorities, limits, time, cancellationToken).ConfigureAwait(false);
            return await exchange(_connection).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException)
        {
            await DropAsync().ConfigureAwait(false);
            string message = error.Message.StartsWith(Address, StringComparison.Ordinal) ? error.Message : $"{Address}: {error.Message}";
            throw new RedisAiConnectionException(Address, message.EndsWith('.') ? message : $"{message}.", error);
        }
        catch
        {
            // Whatever it is: half of a command may have been sent.
            await DropAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<IReadOnlyList<RespReply>> ExchangeAsync(
        RespConnection connection, IReadOnlyList<RespCommand> commands, TimeSpan? patience, CancellationToken cancellationToken)
    {
        foreach (RespCommand command in commands)
        {
            await connection.AddAsync(command, cancellationToken).ConfigureAwait(false);
        }

        await connection.SendAsync(cancellationToken).ConfigureAwait(false);
        List<RespReply> replies = new(commands.Count);
        for (int i = 0; i < commands.Count; i++)
        {
            replies.Add(await connection.ReceiveAsync(cancellationToken, patience).ConfigureAwait(false));
        }

        return replies;
    }

    private async ValueTask DropAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
