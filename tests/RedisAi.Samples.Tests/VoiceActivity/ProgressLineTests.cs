using RedisAi.Samples.VoiceActivity;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class ProgressLineTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void Nothing_is_shown_in_the_first_second()
    {
        Play(enabled: true, TimeSpan.FromSeconds(0.9));

        Assert.Empty(_writer.ToString());
    }

    [Fact]
    public void Long_run_shows_how_far_it_is_and_takes_the_line_away()
    {
        Play(enabled: true, TimeSpan.FromSeconds(2));

        string line = "Listening: 25 %, 8 windows/s, 0:06 left";
        Assert.Equal($"\r{line}\r{new string(' ', line.Length)}\r", _writer.ToString());
    }

    [Fact]
    public void Nobody_looking_is_shown_nothing()
    {
        Play(enabled: false, TimeSpan.FromSeconds(10));

        Assert.Empty(_writer.ToString());
    }

    /// <summary>Sixteen windows of 64.</summary>
    private void Play(bool enabled, TimeSpan elapsed)
    {
        using ProgressLine progress = new(_writer, "Listening", 64, enabled, _time);
        _time.Advance(elapsed);
        for (int i = 0; i < 16; i++)
        {
            progress.Advance();
        }
    }
}
