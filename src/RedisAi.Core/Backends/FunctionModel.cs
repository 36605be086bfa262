namespace RedisAi.Backends;

/// <summary>A model written in C#, before it is loaded.</summary>
internal sealed record FunctionModel(ModelSignature Signature, CancellableModelFunction Function);
