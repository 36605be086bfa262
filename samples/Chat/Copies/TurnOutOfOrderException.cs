namespace RedisAi.Samples.Chat.Copies;

/// <summary>Somebody says what is neither the next turn of the conversation nor the last one again.</summary>
internal sealed class TurnOutOfOrderException(long turn, long last)
    : Exception($"Turn {turn} cannot be said: the last one was {last}. A conversation is forgotten {App.Memory.TotalMinutes:0} minutes after its last turn.");
