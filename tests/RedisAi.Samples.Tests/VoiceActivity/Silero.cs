using RedisAi.Backends.Onnx;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

/// <summary>An engine with the model, and the recording of the sample.</summary>
internal sealed class Silero : IAsyncDisposable
{
    private Silero(RedisAiEngine ai, VoiceDetector detector)
    {
        Ai = ai;
        Detector = detector;
    }

    public static string AudioFolder => Path.Combine(TestData.Root, "samples", "VoiceActivity", "audio");

    public RedisAiEngine Ai { get; }

    public VoiceDetector Detector { get; }

    public Recording Recording { get; } = WavFile.Read(Path.Combine(AudioFolder, "speech.wav"));

    /// <summary>Skips the test if there is no model.</summary>
    public static async Task<Silero> LoadAsync()
    {
        string path = FetchedModels.RequireSilero();
        RedisAiEngine ai = new(new OnnxBackend());
        return new Silero(ai, await VoiceDetector.LoadAsync(ai, path, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        Detector.Dispose();
        await Ai.DisposeAsync();
    }
}
