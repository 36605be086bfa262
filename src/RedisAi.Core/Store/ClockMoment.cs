namespace RedisAi.Store;

/// <summary>One moment by both clocks: the one that people read, by which files and storages tell when something expires, and the one that never goes back.</summary>
/// <param name="Time">By the first.</param>
/// <param name="Timestamp">By the second.</param>
internal readonly record struct ClockMoment(DateTimeOffset Time, long Timestamp);
