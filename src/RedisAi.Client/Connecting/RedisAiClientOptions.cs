using System.Security.Cryptography.X509Certificates;

namespace RedisAi;

/// <summary>How a <see cref="RedisAiClient"/> connects, and how long it waits. Later changes have no effect on a client that is connected.</summary>
public sealed class RedisAiClientOptions
{
    /// <summary>Gets or sets the password, where the address has none.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? Password { get; set; }

    /// <summary>Gets or sets how long it may take to connect, to encrypt and to authenticate, together.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long the server may say nothing while a reply is awaited.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long the server may say nothing while it stores or runs a model.</summary>
    /// <value>The default is 10 minutes: a model is loaded and warmed up before the reply.</value>
    public TimeSpan ModelTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets whom to believe that a certificate is the server's, for an encrypted connection.</summary>
    /// <value>The default is <see langword="null"/>: those that the system believes.</value>
    public X509Certificate2Collection? Authorities { get; set; }

    /// <summary>Gets or sets the clock of the timeouts.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReplyTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ModelTimeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
