namespace RedisAi.Server.Commands;

/// <summary>Stands where nothing has keys.</summary>
internal sealed class NoKeys : IEndpointKeys
{
    public Lock Lock { get; } = new();

    public long Count => 0;

    public long Expiring => 0;

    public long VersionOf(string key) => 0;
}
