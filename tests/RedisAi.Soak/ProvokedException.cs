namespace RedisAi.Soak;

/// <summary>What models and functions of the soak throw when they are asked to.</summary>
internal sealed class ProvokedException() : Exception("asked to fail");
