namespace RedisAi.Backends.TfLite.Interop;

/// <summary>The loaded library: one for the process. It is never unloaded.</summary>
internal sealed class TfLiteRuntime
{
    /// <summary>The release that is tested; all functions used here are in it.</summary>
    private static readonly Version s_minimum = new(2, 9);

    private static readonly LoadedLibrary<TfLiteRuntime> s_loaded = new(TfLiteLibrary.BackendName, TfLiteLibrary.Product);

    private TfLiteRuntime(TfLiteApi api, string path) => (Api, Path) = (api, path);

    /// <summary>The runtime, which some backend has loaded before.</summary>
    public static TfLiteRuntime Instance => s_loaded.Value ?? throw new InvalidOperationException("TensorFlow Lite was not loaded yet.");

    public TfLiteApi Api { get; }

    /// <summary>Where the library was found.</summary>
    public string Path { get; }

    /// <summary>Loads the library if that was not done yet.</summary>
    /// <param name="libraryPath">A file or folder that must have it, or null.</param>
    /// <exception cref="BackendUnavailableException">It is missing, does not load, is too old, or another one was loaded before.</exception>
    public static TfLiteRuntime Load(string? libraryPath) => s_loaded.Load(libraryPath, () =>
    {
        (nint handle, string path) = TfLiteLibrary.Load(libraryPath);
        TfLiteApi api = new(handle, path);
        string number = api.Version.Split('-')[0];
        return System.Version.TryParse(number, out Version? version) && version >= s_minimum
            ? (new TfLiteRuntime(api, path), path)
            : throw new BackendUnavailableException(TfLiteLibrary.BackendName, $"The TensorFlow Lite at '{path}' is version '{api.Version}'; {s_minimum} or later is needed.");
    });
}
