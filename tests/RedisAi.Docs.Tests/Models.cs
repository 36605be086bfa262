namespace RedisAi.Docs.Tests;

/// <summary>The model files that the pages name.</summary>
internal static class Models
{
    public const string Silero = "models/silero_vad_v6.onnx";

    /// <summary>Skips a test where the fetched model is not there.</summary>
    public static void SkipWithoutSilero() => Assert.SkipUnless(File.Exists(Silero), "The Silero VAD model was not fetched: run eng/fetch.sh silero-vad and build again.");
}
