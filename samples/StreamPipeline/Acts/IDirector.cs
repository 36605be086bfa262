namespace RedisAi.Samples.StreamPipeline.Acts;

/// <summary>Says what happens when.</summary>
internal interface IDirector
{
    /// <param name="now">The time since the calls began.</param>
    /// <returns>The next thing to be done by now.</returns>
    Act Next(TimeSpan now);
}
