namespace RedisAi.Client.Replies;

/// <summary>What TYPE answers for keys that hold something of the engine's.</summary>
internal static class KeyTypes
{
    public const string Tensor = "AI_TENSOR";

    public const string Model = "AI__MODEL";

    public const string Script = "AI_SCRIPT";
}
