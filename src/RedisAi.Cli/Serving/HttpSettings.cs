namespace RedisAi.Cli.Serving;

/// <summary>Where a server listens for HTTP.</summary>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="Address">The address, as for Redis' protocol: <c>localhost</c> for this machine alone, <c>*</c> for all.</param>
internal sealed record HttpSettings(int Port, string Address);
