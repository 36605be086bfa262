namespace RedisAi.Store.Redis;

/// <summary>What has become of some messages that were worked on.</summary>
/// <param name="Ended">How many of them, from the first on, are ended.</param>
/// <param name="IsLost">Whether it is not known any more which of the others are this worker's, so that they are to be read again.</param>
/// <param name="Delay">How long to wait before going on.</param>
internal readonly record struct StepOutcome(int Ended, bool IsLost, TimeSpan Delay);
