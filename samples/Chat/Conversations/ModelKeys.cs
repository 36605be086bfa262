namespace RedisAi.Samples.Chat.Conversations;

/// <summary>The keys of the model: it is stored twice, so that both ways to run it can be seen side by side.</summary>
internal static class ModelKeys
{
    /// <summary>Steps of different conversations share runs.</summary>
    public const string Merged = "chat";

    /// <summary>Each step is a run of its own.</summary>
    public const string Alone = "chat-alone";

    public static readonly IReadOnlyList<string> All = [Merged, Alone];
}
