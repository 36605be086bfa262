namespace RedisAi.AspNetCore.OpenInference;

/// <summary>An output that a request asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">Whether it is wanted as bytes; null where the request says that for all.</param>
internal readonly record struct RequestedOutput(string Name, bool? IsBinary);
