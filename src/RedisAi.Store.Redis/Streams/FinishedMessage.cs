namespace RedisAi.Store.Redis;

/// <summary>A message that was worked on, and what goes out for it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Output">The fields of its output; none for no output.</param>
internal readonly record struct FinishedMessage(StreamMessage Message, StreamField[] Output);
