using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Finds and loads the native library.</summary>
internal static class OrtLibrary
{
    public const string EnvironmentVariable = "REDISAI_ONNXRUNTIME";

    private const string Install =
        "Add the package RedisAi.OnnxRuntime (or Microsoft.ML.OnnxRuntime, or Microsoft.ML.OnnxRuntime.Gpu for CUDA), " +
        $"or name the library in OnnxBackendOptions.LibraryPath or in the environment variable {EnvironmentVariable}.";

    /// <summary>Loads the library from the first place that has one.</summary>
    /// <param name="libraryPath">A file or folder that must have it, or null.</param>
    /// <returns>The handle, and where it was found.</returns>
    /// <exception cref="BackendUnavailableException">It is nowhere, or does not load.</exception>
    public static (nint Handle, string Path) Load(string? libraryPath)
    {
        if (!string.IsNullOrEmpty(libraryPath))
        {
            return LoadNamed(libraryPath, "OnnxBackendOptions.LibraryPath");
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } fromEnvironment)
        {
            return LoadNamed(fromEnvironment, $"the environment variable {EnvironmentVariable}");
        }

        string[] folders = [Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native"), AppContext.BaseDirectory];
        foreach (string path in folders.SelectMany(static folder => FileNames.Select(name => Path.Combine(folder, name))))
        {
            if (File.Exists(path))
            {
                return (LoadFile(path), path);
            }
        }

        // What the host knows from the packages, then what the system's loader knows.
        foreach (string name in FileNames.Prepend("onnxruntime"))
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), searchPath: null, out nint handle))
            {
                return (handle, name);
            }
        }

        throw new BackendUnavailableException(
            OrtStatus.BackendName, $"ONNX Runtime was not found, neither in {string.Join(" nor in ", folders)} nor on the system. {Install}");
    }

    private static string[] FileNames =>
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    private static string RuntimeIdentifier
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLower(CultureInfo.InvariantCulture)}";
        }
    }

    private static (nint Handle, string Path) LoadNamed(string path, string source)
    {
        string[] candidates = Directory.Exists(path) ? [.. FileNames.Select(name => Path.Combine(path, name))] : [path];
        string file = Array.Find(candidates, File.Exists) ?? throw new BackendUnavailableException(
            OrtStatus.BackendName, $"ONNX Runtime was not found at '{path}', which {source} names. {Install}");
        return (LoadFile(file), Path.GetFullPath(file));
    }

    private static nint LoadFile(string path)
    {
        try
        {
            return NativeLibrary.Load(Path.GetFullPath(path));
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new BackendUnavailableException(OrtStatus.BackendName, $"The ONNX Runtime at '{path}' does not load: {error.Message} {Install}", error);
        }
    }
}
