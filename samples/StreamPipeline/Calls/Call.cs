using RedisAi.Samples.Sound;
using RedisAi.Samples.StreamPipeline.Work;

namespace RedisAi.Samples.StreamPipeline.Calls;

/// <summary>A call: a stretch of the recording, one window after the other.</summary>
/// <param name="number">Which call it is.</param>
/// <param name="recording">What is heard.</param>
/// <param name="first">Where in the recording it begins.</param>
/// <param name="windows">How many windows it has.</param>
internal sealed class Call(int number, Recording recording, int first, int windows)
{
    /// <summary>Of each tenth call the line is bad: one window arrives cut in half.</summary>
    private const int BadLines = 10;

    private const int BadWindow = 20;

    private int _heard;

    /// <summary>The key of its messages, and the name of its session.</summary>
    public string Name { get; } = $"call:{number}";

    public bool IsOver => _heard == windows;

    /// <summary>The next window, as it goes into a message.</summary>
    public byte[] Next()
    {
        byte[] bytes = AudioWindow.ToBytes(recording.WindowInContext(first + _heard).Span);
        bool isCut = number % BadLines == 0 && _heard == BadWindow;
        _heard++;
        return isCut ? bytes[..(bytes.Length / 2)] : bytes;
    }
}
