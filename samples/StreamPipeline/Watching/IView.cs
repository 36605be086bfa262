namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>Shows how all is going.</summary>
internal interface IView
{
    void Show(Figures figures);

    /// <summary>Tells of something that has happened.</summary>
    void Tell(string what);
}
