namespace RedisAi.Store.Redis;

/// <summary>What was taken from a dead consumer.</summary>
/// <param name="Count">How many messages; -1 when it is alive after all.</param>
/// <param name="Suspects">The ids of those that are to be worked on one at a time: all, where one of them was there at another death, too.</param>
internal readonly record struct StreamTakeover(int Count, string[] Suspects);
