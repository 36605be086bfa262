namespace RedisAi.Samples.Chat.Conversations;

/// <summary>Somebody spoke while the model was still answering.</summary>
internal sealed class ConversationBusyException(long id) : Exception($"Conversation {id} is still answering.");
