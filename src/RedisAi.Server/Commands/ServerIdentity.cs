using System.Security.Cryptography;

namespace RedisAi.Server.Commands;

/// <summary>What the server says it is.</summary>
internal static class ServerIdentity
{
    /// <summary>The Redis whose commands and texts these are: clients decide by it what they may send.</summary>
    public const string RedisVersion = "7.0.0";

    /// <summary>The RedisAI whose commands these are, as modules tell their version.</summary>
    public const int RedisAiVersion = 10207;

    /// <summary>Different for each process.</summary>
    public static string RunId { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public static string Version { get; } = typeof(ServerIdentity).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
