namespace RedisAi.MLflow.Tests.Replay;

/// <summary>The recordings of real servers, which not everybody has.</summary>
internal static class Recordings
{
    /// <summary>Gets the folder; skips the test where there is none.</summary>
    public static string RequireFolder()
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        string folder = Path.Combine(fixtures ?? "", "mlflow");
        Assert.SkipWhen(fixtures is null, "REDISAI_FIXTURES is not set.");
        Assert.SkipUnless(Directory.Exists(folder), "REDISAI_FIXTURES has no folder mlflow.");
        return folder;
    }
}
