using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity;
using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class ReportTests
{
    [Fact]
    public async Task Stream_that_found_something_else_is_reported()
    {
        await using Silero silero = await Silero.LoadAsync();
        using StringWriter writer = new();
        VoiceStream single = new(silero.Recording, 0, delay: 0);
        VoiceStream other = new(new Recording(new float[silero.Recording.SampleCount]), 1, delay: 5);
        using (ProgressLine progress = new(TextWriter.Null, "", 1, enabled: false, TimeProvider.System))
        {
            await StreamPlayer.PlayAsync(silero.Detector, [single, other], progress, CancellationToken.None);
        }

        bool good = new Report(writer, silero.Recording).Check(new StreamRun([single, other], TimeSpan.FromSeconds(1), 2, 2048), single);

        Assert.False(good);
        Assert.Contains("stream 1 found something else: none", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("found: 1 of 2 streams", writer.ToString(), StringComparison.Ordinal);
    }
}
