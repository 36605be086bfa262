namespace RedisAi.Samples.StreamPipeline;

/// <summary>Where the program reads and writes.</summary>
/// <param name="Out">The picture, or the lines.</param>
/// <param name="Error">Messages.</param>
/// <param name="ReadKey">Gives the next key that was pressed, null when there is none; is null itself where nobody looks, and then lines are printed.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, Func<char?>? ReadKey)
{
    public static Terminal OfProcess()
    {
        // The curves' characters are not in the code pages of old consoles.
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        bool isWatched = !Console.IsOutputRedirected && !Console.IsInputRedirected;
        return new Terminal(Console.Out, Console.Error, isWatched ? NextKey : null);
    }

    private static char? NextKey() => Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;
}
