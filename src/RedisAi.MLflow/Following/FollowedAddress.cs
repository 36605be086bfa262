namespace RedisAi.MLflow.Following;

/// <summary>What an application said about a model that follows an address.</summary>
/// <param name="Key">The key.</param>
/// <param name="Uri">The address.</param>
/// <param name="Refresh">How often it is asked where the address leads; null for once.</param>
/// <param name="Options">How it is run and replaced.</param>
internal sealed record FollowedAddress(string Key, string Uri, TimeSpan? Refresh, MlflowModelOptions Options);
