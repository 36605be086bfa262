using System.Globalization;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>The application that offers models, in a process of its own, which can have a core of its own.</summary>
internal static class ScoringProcess
{
    /// <summary>The argument that makes this program that process; the port follows.</summary>
    public const string Command = "scoring";

    /// <summary>Serves until it is killed.</summary>
    public static int Serve(string port)
    {
        using ScoringServer server = new(int.Parse(port, CultureInfo.InvariantCulture));
        Thread.CurrentThread.Join();
        return 0;
    }
}
