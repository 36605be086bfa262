using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace RedisAi.Backends;

/// <summary>Finds and loads the native library of a backend, in the same places for all of them.</summary>
/// <param name="backend">The name of the backend, for errors.</param>
/// <param name="product">What the library is called in sentences, as in <c>ONNX Runtime</c>.</param>
public sealed class NativeLibraryLocator(string backend, string product)
{
    /// <summary>Gets the name of the file without the platform's prefix and extension, as in <c>onnxruntime</c>.</summary>
    public required string LibraryName { get; init; }

    /// <summary>Gets the environment variable that names the file or its folder.</summary>
    public required string EnvironmentVariable { get; init; }

    /// <summary>Gets the option that names the file or its folder, as in <c>OnnxBackendOptions.LibraryPath</c>.</summary>
    public required string OptionName { get; init; }

    /// <summary>Gets what an error says must be installed.</summary>
    public required string Install { get; init; }

    /// <summary>Gets further names of the file on Linux, such as one with a version.</summary>
    public IReadOnlyList<string> OtherLinuxNames { get; init; } = [];

    /// <summary>Loads the library: from the path given, else from the environment variable, else from <c>runtimes/&lt;rid&gt;/native</c> in the application's folder, else from that folder itself, else from the system.</summary>
    /// <param name="libraryPath">A file or folder that must have it; null or empty for the usual places.</param>
    /// <param name="caller">The assembly on whose behalf the system is asked.</param>
    /// <returns>The handle, and where it was found.</returns>
    /// <exception cref="BackendUnavailableException">It is nowhere, or does not load.</exception>
    public (nint Handle, string Path) Load(string? libraryPath, Assembly caller)
    {
        if (!string.IsNullOrEmpty(libraryPath))
        {
            return LoadNamed(libraryPath, OptionName);
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } fromEnvironment)
        {
            return LoadNamed(fromEnvironment, $"the environment variable {EnvironmentVariable}");
        }

        string[] folders = [Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native"), AppContext.BaseDirectory];
        foreach (string path in folders.SelectMany(folder => FileNames.Select(name => Path.Combine(folder, name))))
        {
            if (File.Exists(path))
            {
                return (LoadFile(path), path);
            }
        }

        // What the host knows from the packages, then what the system's loader knows.
        foreach (string name in FileNames.Prepend(LibraryName))
        {
            if (NativeLibrary.TryLoad(name, caller, searchPath: null, out nint handle))
            {
                return (handle, name);
            }
        }

        throw new BackendUnavailableException(backend, $"{product} was not found, neither in {string.Join(" nor in ", folders)} nor on the system. {Install}");
    }

    private static string RuntimeIdentifier
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLower(CultureInfo.InvariantCulture)}";
        }
    }

    private IEnumerable<string> FileNames =>
        OperatingSystem.IsWindows() ? [$"{LibraryName}.dll"]
        : OperatingSystem.IsMacOS() ? [$"lib{LibraryName}.dylib"]
        : OtherLinuxNames.Prepend($"lib{LibraryName}.so");

    private (nint Handle, string Path) LoadNamed(string path, string source)
    {
        string[] candidates = Directory.Exists(path) ? [.. FileNames.Select(name => Path.Combine(path, name))] : [path];
        string file = Array.Find(candidates, File.Exists)
            ?? throw new BackendUnavailableException(backend, $"{product} was not found at '{path}', which {source} names. {Install}");
        return (LoadFile(file), Path.GetFullPath(file));
    }

    private nint LoadFile(string path)
    {
        try
        {
            return NativeLibrary.Load(Path.GetFullPath(path));
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new BackendUnavailableException(backend, $"The {product} at '{path}' does not load: {error.Message} {Install}", error);
        }
    }
}
