using RedisAi.Backends.Onnx;

namespace RedisAi.FuzzHost;

/// <summary>Loads ONNX Runtime and says which version it is, or what the backend says when there is none.</summary>
internal static class LibraryProbe
{
    public static void Run(string? path)
    {
        using OnnxBackend backend = new(new OnnxBackendOptions { LibraryPath = path });
        try
        {
            Console.WriteLine($"version {backend.RuntimeVersion}");
        }
        catch (BackendUnavailableException error)
        {
            Console.WriteLine($"unavailable {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}
