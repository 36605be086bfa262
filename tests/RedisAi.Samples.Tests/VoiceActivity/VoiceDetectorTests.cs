using System.Text.Json;
using RedisAi.Backends.Onnx;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity;
using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Streams;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class VoiceDetectorTests
{
    private const double Tolerance = 0.35;

    [Fact]
    public async Task Speech_is_found_where_it_is_and_noise_and_tone_are_not_speech()
    {
        await using Silero silero = await Silero.LoadAsync();
        VoiceStream stream = new(silero.Recording, 0, delay: 0);
        await PlayAsync(silero, [stream]);

        IReadOnlyList<Segment> found = SpeechSegments.Find(stream.Probabilities, SpeechRules.Default);

        (double Start, double End, string What)[] truth = Truth();
        Assert.Equal(["speech", "noise", "tone", "speech"], truth.Select(static part => part.What));
        (double Start, double End, string What)[] speech = [.. truth.Where(static part => part.What == "speech")];
        Assert.Equal(speech.Length, found.Count);
        foreach ((Segment segment, (double start, double end, _)) in found.Zip(speech))
        {
            Assert.Equal(start, segment.StartTime.TotalSeconds, Tolerance);
            Assert.Equal(end, segment.EndTime.TotalSeconds, Tolerance);
        }

        foreach ((double start, double end, _) in truth.Except(speech))
        {
            Assert.True(Greatest(stream, start, end) < SpeechRules.Default.EndThreshold);
        }
    }

    [Fact]
    public async Task Concurrent_streams_give_to_the_bit_what_each_gives_alone()
    {
        await using Silero silero = await Silero.LoadAsync();
        Recording[] recordings = [.. Enumerable.Range(0, 8).Select(number => Rotate(silero.Recording, number * 51))];
        VoiceStream[] together = [.. recordings.Select((recording, number) => new VoiceStream(recording, number, delay: 3 * number))];
        VoiceStream[] alone = [.. recordings.Select((recording, number) => new VoiceStream(recording, 100 + number, delay: 0))];

        await PlayAsync(silero, together);
        foreach (VoiceStream stream in alone)
        {
            await PlayAsync(silero, [stream]);
        }

        Assert.All(together.Zip(alone), static pair => Assert.True(pair.First.HeardTheSameAs(pair.Second)));
        Assert.Equal(8, together.Select(static stream => stream.Probabilities[200]).Distinct().Count());
    }

    [Fact]
    public async Task What_the_model_remembers_is_in_the_store_until_the_stream_ends()
    {
        await using Silero silero = await Silero.LoadAsync();

        await silero.Detector.DetectAsync("stream:7", silero.Recording.WindowInContext(40), CancellationToken.None);

        using (AiTensor state = silero.Ai.Tensors.GetRequired("stream:7/vad/state"))
        {
            Assert.Equal([2, 1, 128], state.Shape.Dimensions);
        }

        await silero.Detector.EndAsync("stream:7");
        Assert.Equal(0, silero.Ai.Tensors.Count);
    }

    [Fact]
    public void Window_comes_after_the_end_of_the_one_before()
    {
        Recording recording = new([.. Enumerable.Range(1, 1_000).Select(static number => (float)number)]);

        Assert.Equal([.. new float[64], .. recording.Window(0)], recording.WindowInContext(0).ToArray());
        Assert.Equal([.. recording.Window(0)[^64..], .. recording.Window(1)], recording.WindowInContext(1).ToArray());
    }

    [Fact]
    public async Task Stream_that_ended_starts_afresh()
    {
        await using Silero silero = await Silero.LoadAsync();
        ReadOnlyMemory<float> speech = silero.Recording.WindowInContext(50);

        float first = await silero.Detector.DetectAsync("stream:0", speech, CancellationToken.None);
        float second = await silero.Detector.DetectAsync("stream:0", speech, CancellationToken.None);
        await silero.Detector.EndAsync("stream:0");
        float afresh = await silero.Detector.DetectAsync("stream:0", speech, CancellationToken.None);

        Assert.NotEqual(first, second);
        Assert.Equal(first, afresh);
    }

    [Fact]
    public async Task Failure_of_one_stream_ends_the_playing()
    {
        await using Silero silero = await Silero.LoadAsync();
        using (AiTensor wrong = AiTensor.Create<float>([2, 1, 5], static elements => elements.Clear()))
        {
            silero.Ai.Tensors.Set("stream:1/vad/state", wrong);
        }

        VoiceStream[] streams = [.. Enumerable.Range(0, 4).Select(number => new VoiceStream(silero.Recording, number, 0))];

        await Assert.ThrowsAsync<TensorMismatchException>(() => PlayAsync(silero, streams));
    }

    [Fact]
    public async Task Another_model_is_refused_with_the_names_that_it_has()
    {
        await using RedisAiEngine ai = new(new OnnxBackend());

        var error = await Assert.ThrowsAsync<ModelLoadException>(
            () => VoiceDetector.LoadAsync(ai, TestData.Path("onnx", "add16.onnx"), CancellationToken.None));

        Assert.Contains("'a', 'b'", error.Message, StringComparison.Ordinal);
    }

    private static async Task PlayAsync(Silero silero, VoiceStream[] streams)
    {
        using ProgressLine progress = new(TextWriter.Null, "", 1, enabled: false, TimeProvider.System);
        await StreamPlayer.PlayAsync(silero.Detector, streams, progress, CancellationToken.None);
    }

    /// <summary>The same sound from another window on, so that no two streams hear the same.</summary>
    private static Recording Rotate(Recording recording, int windows)
    {
        float[] samples = [.. Enumerable.Range(windows, recording.WindowCount).SelectMany(window => recording.Window(window % recording.WindowCount).ToArray())];
        return new Recording(samples);
    }

    private static float Greatest(VoiceStream stream, double start, double end) =>
        stream.Probabilities[Recording.WindowsIn(TimeSpan.FromSeconds(start))..Recording.WindowsIn(TimeSpan.FromSeconds(end))].ToArray().Max();

    private static (double Start, double End, string What)[] Truth()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Silero.AudioFolder, "speech.truth.json")));
        return [.. json.RootElement.EnumerateArray().Select(static part =>
            (part.GetProperty("start").GetDouble(), part.GetProperty("end").GetDouble(), part.GetProperty("what").GetString()!))];
    }
}
