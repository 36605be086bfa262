using System.Security.Cryptography.X509Certificates;
using RedisAi.Client.Protocol;

namespace RedisAi.Server.Importing;

/// <summary>What is to be imported, and how.</summary>
internal sealed record ImportSettings
{
    /// <summary>Where it is read.</summary>
    public required RedisUrl Source { get; init; }

    /// <summary>The server that gets it; null for a file.</summary>
    public RedisUrl? Into { get; init; }

    /// <summary>The file that gets it; null for a server.</summary>
    public string? Store { get; init; }

    /// <summary>Which keys, as in KEYS.</summary>
    public string Pattern { get; init; } = "*";

    /// <summary>Whether what is there already is written again.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether models and scripts are stored for the processor, whatever their device was.</summary>
    public bool UsesCpu { get; init; }

    /// <summary>Whom to believe that a certificate is the server's; null for those that the system does.</summary>
    public X509Certificate2Collection? Authorities { get; init; }
}
