namespace RedisAi.MLflow.Following;

/// <summary>A model that was fetched and must not serve.</summary>
/// <param name="Identity">Which it is.</param>
/// <param name="Error">Why.</param>
internal sealed record RefusedModel(string Identity, Exception Error);
