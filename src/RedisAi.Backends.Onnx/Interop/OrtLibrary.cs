using System.Reflection;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Where the native library is.</summary>
internal static class OrtLibrary
{
    public const string EnvironmentVariable = "REDISAI_ONNXRUNTIME";

    /// <summary>What it is called in sentences.</summary>
    public const string Product = "ONNX Runtime";

    private static readonly NativeLibraryLocator s_locator = new(OrtStatus.BackendName, Product)
    {
        LibraryName = "onnxruntime",
        OtherLinuxNames = ["libonnxruntime.so.1"],
        EnvironmentVariable = EnvironmentVariable,
        OptionName = "OnnxBackendOptions.LibraryPath",
        Install = "Add the package RedisAi.OnnxRuntime (or Microsoft.ML.OnnxRuntime, or Microsoft.ML.OnnxRuntime.Gpu for CUDA), " +
            $"or name the library in OnnxBackendOptions.LibraryPath or in the environment variable {EnvironmentVariable}.",
    };

    /// <summary>Loads the library from the first place that has one.</summary>
    /// <param name="libraryPath">A file or folder that must have it, or null.</param>
    /// <returns>The handle, and where it was found.</returns>
    /// <exception cref="BackendUnavailableException">It is nowhere, or does not load.</exception>
    public static (nint Handle, string Path) Load(string? libraryPath) => s_locator.Load(libraryPath, Assembly.GetExecutingAssembly());
}
