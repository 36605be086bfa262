namespace RedisAi.Samples.Chat.Conversations;

/// <summary>What was said, and what was answered.</summary>
internal sealed record Exchange(string Said, string Answer);
