using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RedisAi.Client.Protocol;

/// <summary>A connection to a server, over which commands go and replies come in their order. Used by one caller at a time.</summary>
internal sealed class RespConnection : IAsyncDisposable
{
    /// <summary>Tokens that are no longer are collected before they are sent.</summary>
    private const int ShortToken = 32 << 10;

    private readonly Stream _stream;
    private readonly RespReader _reader;
    private readonly MemoryStream _unsent = new();

    private RespConnection(Stream stream, RespLimits limits, TimeProvider time)
    {
        _stream = stream;
        _reader = new RespReader(stream, limits, time);
    }

    /// <summary>How much was received so far.</summary>
    public long BytesIn => _reader.Bytes;

    /// <summary>Connects, encrypts, authenticates and chooses the database, as the address says.</summary>
    /// <param name="url">The address.</param>
    /// <param name="authorities">Whom to believe that a certificate is the server's; null for those that the system does.</param>
    /// <param name="limits">How much a reply may be, and how long this may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">It cannot be done; the message says why.</exception>
    public static async Task<RespConnection> OpenAsync(
        RedisUrl url, X509Certificate2Collection? authorities, RespLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(limits.Connecting, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RespConnection? connection = null;
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, both.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            connection = new RespConnection(url.IsEncrypted ? await EncryptAsync(stream, url, authorities, both.Token).ConfigureAwait(false) : stream, limits, time);
            await connection.LogInAsync(url, both.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"{url}: {(patience.IsCancellationRequested ? $"there is no answer for {limits.Connecting.TotalSeconds} seconds" : Shown.Text(error.Message))}", error);
        }
    }

    /// <summary>Collects a command; it goes with the next <see cref="SendAsync"/>, a long one before.</summary>
    public async ValueTask AddAsync(RespCommand command, CancellationToken cancellationToken)
    {
        WriteLength('*', command.Tokens.Count + command.Streamed.Count);
        foreach (ReadOnlyMemory<byte> token in command.Tokens)
        {
            WriteLength('$', token.Length);
            if (token.Length <= ShortToken)
            {
                _unsent.Write(token.Span);
            }
            else
            {
                await SendAsync(cancellationToken).ConfigureAwait(false);
                await _stream.WriteAsync(token, cancellationToken).ConfigureAwait(false);
            }

            _unsent.Write("\r\n"u8);
        }

        foreach (IStreamedToken token in command.Streamed)
        {
            WriteLength('$', token.Length);
            await SendAsync(cancellationToken).ConfigureAwait(false);
            await token.WriteToAsync(_stream, cancellationToken).ConfigureAwait(false);
            _unsent.Write("\r\n"u8);
        }
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_unsent.GetBuffer().AsMemory(0, (int)_unsent.Length), cancellationToken).ConfigureAwait(false);
        _unsent.SetLength(0);
    }

    /// <inheritdoc cref="RespReader.ReadAsync(CancellationToken, TimeSpan?)"/>
    public ValueTask<RespReply> ReceiveAsync(CancellationToken cancellationToken, TimeSpan? patience = null) => _reader.ReadAsync(cancellationToken, patience);

    /// <summary>Sends a command of texts, and returns the reply.</summary>
    public async ValueTask<RespReply> AskAsync(CancellationToken cancellationToken, params string[] tokens)
    {
        await AddAsync(new RespCommand().Add(tokens), cancellationToken).ConfigureAwait(false);
        await SendAsync(cancellationToken).ConfigureAwait(false);
        return await ReceiveAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _unsent.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<Stream> EncryptAsync(Stream stream, RedisUrl url, X509Certificate2Collection? authorities, CancellationToken cancellationToken)
    {
        SslStream encrypted = new(stream);
        SslClientAuthenticationOptions options = new() { TargetHost = url.Host };
        if (authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        await encrypted.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return encrypted;
    }

    private async Task LogInAsync(RedisUrl url, CancellationToken cancellationToken)
    {
        if (url.Password is not null)
        {
            string[] login = url.User is null ? ["AUTH", url.Password] : ["AUTH", url.User, url.Password];
            ThrowIfError(await AskAsync(cancellationToken, login).ConfigureAwait(false));
        }

        ThrowIfError(await AskAsync(cancellationToken, "PING").ConfigureAwait(false));
        if (url.Database != 0)
        {
            ThrowIfError(await AskAsync(cancellationToken, "SELECT", url.Database.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false));
        }
    }

    private static void ThrowIfError(RespReply reply)
    {
        if (reply.IsError)
        {
            throw new IOException($"the server answers {reply}");
        }
    }

    private void WriteLength(char kind, int length) => _unsent.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{length}\r\n")));
}
