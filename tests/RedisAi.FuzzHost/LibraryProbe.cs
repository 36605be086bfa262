using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Loads a native library and says which version it is, or what the backend says when there is none: once for each path, one line each.</summary>
internal static class LibraryProbe
{
    public static void Run(string runtime, ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
        {
            Ask(runtime, path: null);
        }

        foreach (string path in paths)
        {
            Ask(runtime, path);
        }
    }

    private static void Ask(string runtime, string? path)
    {
        try
        {
            Console.WriteLine($"version {VersionOf(runtime, path)}");
        }
        catch (BackendUnavailableException error)
        {
            Console.WriteLine($"unavailable {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string VersionOf(string runtime, string? path) => runtime switch
    {
        "torch" => TorchVersion(path),
        "tflite" => TfLiteVersion(path),
        _ => OnnxVersion(path),
    };

    private static string OnnxVersion(string? path)
    {
        using OnnxBackend backend = new(new OnnxBackendOptions { LibraryPath = path });
        return backend.RuntimeVersion;
    }

    private static string TorchVersion(string? path)
    {
        using TorchBackend backend = new(new TorchBackendOptions { LibraryPath = path });
        return backend.RuntimeVersion;
    }

    private static string TfLiteVersion(string? path)
    {
        using TfLiteBackend backend = new(new TfLiteBackendOptions { LibraryPath = path });
        return backend.RuntimeVersion;
    }
}
