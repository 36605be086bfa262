namespace RedisAi.Samples.VoiceActivity;

/// <summary>Where the program writes.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="ShowsProgress">Whether somebody looks at <paramref name="Error"/>.</param>
/// <param name="Width">The most characters of a line.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool ShowsProgress, int Width)
{
    private const int DefaultWidth = 88;
    private const int WidestPlot = 120;

    public static Terminal OfProcess()
    {
        // The plot's characters are not in the code pages of old consoles.
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        int width = Console.IsOutputRedirected ? DefaultWidth : Console.WindowWidth - 1;
        return new Terminal(Console.Out, Console.Error, !Console.IsErrorRedirected, Math.Min(width <= 0 ? DefaultWidth : width, WidestPlot));
    }
}
