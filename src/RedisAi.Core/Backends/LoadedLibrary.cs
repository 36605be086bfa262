namespace RedisAi.Backends;

/// <summary>Keeps the native library of a backend, of which a process loads one, and refuses a second. May be used by several threads at once.</summary>
/// <typeparam name="T">What the backend makes of it.</typeparam>
/// <param name="backend">The name of the backend, for errors.</param>
/// <param name="product">What the library is called in sentences, as in <c>ONNX Runtime</c>.</param>
public sealed class LoadedLibrary<T>(string backend, string product)
    where T : class
{
    private readonly Lock _lock = new();
    private volatile T? _value;
    private string _path = "";

    /// <summary>Gets what was made of the library; null until it is loaded.</summary>
    public T? Value => _value;

    /// <summary>Loads the library if that was not done yet.</summary>
    /// <param name="libraryPath">A file or folder that must have it; null or empty for any.</param>
    /// <param name="load">Loads it, and tells where it was found. If it throws, the next call tries again.</param>
    /// <returns>What was made of it, by this call or before.</returns>
    /// <exception cref="BackendUnavailableException">Another one was loaded before.</exception>
    public T Load(string? libraryPath, Func<(T Value, string Path)> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        lock (_lock)
        {
            if (_value is not { } loaded)
            {
                (loaded, _path) = load();
                _value = loaded;
            }
            else if (!string.IsNullOrEmpty(libraryPath) && !IsAt(_path, libraryPath, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                throw new BackendUnavailableException(
                    backend, $"This process has loaded {product} from '{_path}' already; a second one, '{libraryPath}', cannot be loaded.");
            }

            return loaded;
        }
    }

    /// <summary>Whether a path names the loaded file, or its folder.</summary>
    internal static bool IsAt(string loadedPath, string libraryPath, StringComparison comparison)
    {
        string named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(libraryPath));
        string loaded = Path.GetFullPath(loadedPath);
        return named.Equals(loaded, comparison) || named.Equals(Path.GetDirectoryName(loaded), comparison);
    }
}
