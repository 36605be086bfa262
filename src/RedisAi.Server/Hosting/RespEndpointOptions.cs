using System.Security.Cryptography.X509Certificates;

namespace RedisAi.Server;

/// <summary>Settings of an endpoint that Redis' and RedisAI's clients connect to.</summary>
public sealed class RespEndpointOptions
{
    // No property: the configuration has none to bind to it.
    private X509Certificate2? _certificate;

    /// <summary>Gets or sets where the endpoint listens: an IP address, <c>localhost</c>, or <c>*</c> for all addresses of the machine.</summary>
    /// <value>The default is <c>localhost</c>. Where other machines reach it, there must be a password, or the start fails.</value>
    public string Address { get; set; } = "localhost";

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 6379; 0 takes a free one, which <see cref="IRespEndpoint.Port"/> tells.</value>
    public int Port { get; set; } = 6379;

    /// <summary>Gets or sets the path of a Unix socket to listen to instead; only the user that the process runs as may connect.</summary>
    /// <value>The default is <see langword="null"/>: an address and a port. A socket that is there is replaced.</value>
    public string? UnixSocketPath { get; set; }

    /// <summary>Gets or sets the password of the user <c>default</c>, whom clients mean that send a password alone.</summary>
    /// <value>The default is <see langword="null"/>: no password, unless there are <see cref="Users"/>.</value>
    public string? Password { get; set; }

    /// <summary>Gets the users by their names. Where there are any, or a <see cref="Password"/>, clients must authenticate before all else.</summary>
    public IDictionary<string, RespUserOptions> Users { get; } = new Dictionary<string, RespUserOptions>(StringComparer.Ordinal);

    /// <summary>Gets the settings of the encryption.</summary>
    public RespTlsOptions Tls { get; } = new();

    /// <summary>Gets or sets how many clients may be connected at once; further ones get an error.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxClients { get; set; } = 10_000;

    /// <summary>Gets or sets the bytes that an argument of a command may have.</summary>
    /// <value>The default is 512 MiB, as with Redis.</value>
    public int MaxBulkBytes { get; set; } = 512 << 20;

    /// <summary>Gets or sets the arguments that a command may have, its name among them.</summary>
    /// <value>The default is 1,048,576.</value>
    public int MaxArguments { get; set; } = 1 << 20;

    /// <summary>Gets or sets the bytes that a line may have: a command that was typed, or a length.</summary>
    /// <value>The default is 64 KiB, as with Redis.</value>
    public int MaxInlineBytes { get; set; } = 64 << 10;

    /// <summary>Gets or sets the bytes that the arguments of a command may have together; likewise those of the commands of a transaction.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxCommandBytes { get; set; } = 1 << 30;

    /// <summary>Gets or sets the bytes of replies that may wait for a client. A client whose replies exceed it is disconnected.</summary>
    /// <value>The default is 1 GiB. A client gets no further command executed before it has taken its replies, so a single reply, or those of one transaction, must be so large.</value>
    public long MaxOutputBytes { get; set; } = 1 << 30;

    /// <summary>Gets or sets the bytes that the unfinished commands, the transactions, the watched keys and the waiting replies of all clients may take together.</summary>
    /// <value>
    /// The default is <see langword="null"/>: a quarter of the memory that the process may use. A tensor that waits to be sent counts once, however many
    /// clients wait for it. Not counted are the first 64 KiB of each client, so that short commands are served when all of it is taken.
    /// </value>
    public long? MaxPendingBytes { get; set; }

    /// <summary>Gets or sets the bytes that one client may take of <see cref="MaxPendingBytes"/>.</summary>
    /// <value>
    /// The default is <see langword="null"/>: half of them, or, where that is more, twice <see cref="MaxBulkBytes"/>, which an argument of that size may take
    /// while it comes. A client that sends more is disconnected with an error; a reply with tensors that is larger becomes an error.
    /// </value>
    public long? MaxPendingBytesPerClient { get; set; }

    /// <summary>Gets or sets for how many bytes, over all clients, memory is reserved when a client announces a large argument, before they have come.</summary>
    /// <value>The default is 128 MiB. Beyond it memory grows as bytes come, which is a little slower.</value>
    public long ReceiveAheadBytes { get; set; } = 128 << 20;

    /// <summary>Gets or sets after what time a client that sends nothing is disconnected.</summary>
    /// <value>The default is <see langword="null"/>: never, as with Redis.</value>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>Gets or sets how long a client may take to agree on the encryption, and to authenticate where it must.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a client may take nothing of its replies before it is disconnected.</summary>
    /// <value>The default is 60 seconds. A client that takes <see cref="MinBytesPerSecond"/> is never too slow.</value>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets how long a client that has begun a command may send nothing more of it before it is disconnected.</summary>
    /// <value>
    /// The default is 60 seconds. A client that sends <see cref="MinBytesPerSecond"/> is never too slow. It also holds between commands for a client that has
    /// large ones in a transaction, or watches many keys, and so keeps from others what all share.
    /// </value>
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets the bytes in a second at which a client that sends a command, or takes its replies, may go on for any time.</summary>
    /// <value>The default is 16 KiB. A slower client uses up <see cref="ReceiveTimeout"/> or <see cref="SendTimeout"/>: at half of it in twice the time.</value>
    public int MinBytesPerSecond { get; set; } = 16 << 10;

    /// <summary>Gets or sets how long a thread looks for the next command of a client that is quick, and the only active one, before it sleeps.</summary>
    /// <value>
    /// The default is 50 microseconds; zero never looks, which saves processor time and takes longer to answer. After 16 looks in a row the thread sleeps, so that others wait no longer
    /// than those.
    /// </value>
    public TimeSpan ReceiveSpin { get; set; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Encrypts with a certificate, which has its private key.</summary>
    /// <param name="certificate">The certificate; the endpoint does not dispose it.</param>
    public void UseCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _certificate = certificate;
    }

    /// <summary>The certificate that code has set, or null.</summary>
    internal X509Certificate2? GetCertificate() => _certificate;
}
