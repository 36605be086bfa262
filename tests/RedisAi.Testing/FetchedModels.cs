using Xunit;

namespace RedisAi.Testing;

/// <summary>The models that <c>eng/fetch.sh</c> fetches.</summary>
public static class FetchedModels
{
    /// <summary>Gets the path of the Silero VAD model; skips the test where it was not fetched.</summary>
    public static string RequireSilero()
    {
        string path = Path.Combine(TestData.Root, "artifacts", "models", "silero_vad_v6.onnx");
        Assert.SkipUnless(File.Exists(path), "The Silero VAD model was not fetched: run eng/fetch.sh silero-vad, and build again.");
        return path;
    }
}
