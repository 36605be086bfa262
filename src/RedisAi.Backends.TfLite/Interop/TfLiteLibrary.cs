using System.Reflection;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Where the native library is.</summary>
internal static class TfLiteLibrary
{
    public const string EnvironmentVariable = "REDISAI_TFLITE";

    /// <summary>The name by which errors call this backend.</summary>
    public const string BackendName = "TFLITE";

    /// <summary>What it is called in sentences.</summary>
    public const string Product = "TensorFlow Lite";

    private static readonly NativeLibraryLocator s_locator = new(BackendName, Product)
    {
        LibraryName = "tensorflowlite_c",
        EnvironmentVariable = EnvironmentVariable,
        OptionName = "TfLiteBackendOptions.LibraryPath",
        Install = "Add the package RedisAi.TfLiteRuntime, " +
            $"or name the library in TfLiteBackendOptions.LibraryPath or in the environment variable {EnvironmentVariable}.",
    };

    /// <summary>Loads the library from the first place that has one.</summary>
    /// <param name="libraryPath">A file or folder that must have it, or null.</param>
    /// <returns>The handle, and where it was found.</returns>
    /// <exception cref="BackendUnavailableException">It is nowhere, or does not load.</exception>
    public static (nint Handle, string Path) Load(string? libraryPath) => s_locator.Load(libraryPath, Assembly.GetExecutingAssembly());
}
