namespace RedisAi.Samples.Sound;

/// <summary>Sound at 16 kHz, cut into the windows that the model hears one at a time.</summary>
internal sealed class Recording
{
    public const int SampleRate = 16_000;

    /// <summary>The samples of one window: 32 ms.</summary>
    public const int WindowLength = 512;

    /// <summary>The last samples of a window, which the model hears once more before the next.</summary>
    public const int ContextLength = 64;

    /// <summary>Silence for the context of the first window, then the recording.</summary>
    private readonly float[] _samples;

    /// <param name="samples">Mono, from -1 to 1. The last window is filled up with silence.</param>
    public Recording(ReadOnlySpan<float> samples)
    {
        SampleCount = samples.Length;
        WindowCount = (samples.Length + WindowLength - 1) / WindowLength;
        _samples = new float[ContextLength + (WindowCount * WindowLength)];
        samples.CopyTo(_samples.AsSpan(ContextLength));
    }

    public int SampleCount { get; }

    public int WindowCount { get; }

    public TimeSpan Duration => TimeOfSample(SampleCount);

    public static TimeSpan TimeOf(int window) => TimeOfSample((long)window * WindowLength);

    /// <summary>How many windows last that long, rounded up.</summary>
    public static int WindowsIn(TimeSpan time) => (int)Math.Ceiling(time / TimeOf(1));

    public ReadOnlySpan<float> Window(int index) => WindowInContext(index).Span[ContextLength..];

    /// <summary>Gets a window with the context before it.</summary>
    public ReadOnlyMemory<float> WindowInContext(int index) => _samples.AsMemory(index * WindowLength, ContextLength + WindowLength);

    private static TimeSpan TimeOfSample(long sample) => TimeSpan.FromTicks(sample * TimeSpan.TicksPerSecond / SampleRate);
}
