using System.Reflection;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>The loaded shim, and libtorch with it: one for the process, never unloaded, since tensors that outlive their engine still have memory to free.</summary>
internal sealed unsafe class TorchRuntime
{
    public const string EnvironmentVariable = "REDISAI_TORCH";

    private static readonly NativeLibraryLocator s_locator = new(TorchError.BackendName, "libtorch shim")
    {
        LibraryName = RaitApi.Library,
        EnvironmentVariable = EnvironmentVariable,
        OptionName = "TorchBackendOptions.LibraryPath",
        Install = "The package RedisAi.Backends.Torch brings it for linux-x64; it needs libtorch 1.13 and OpenBLAS, on Debian 12: " +
            "apt-get install libtorch1.13 libopenblas0-pthread. For other platforms and for CUDA build it from the sources in the package (native/README.md), " +
            $"and name it in TorchBackendOptions.LibraryPath or in the environment variable {EnvironmentVariable}.",
    };

    private static readonly LoadedLibrary<TorchRuntime> s_loaded = new(TorchError.BackendName, "the libtorch shim");
    private static nint s_library;
    private static bool s_resolves;

    private TorchRuntime(string path)
    {
        Path = path;
        TorchVersion = RaitApi.GetTorchVersion().ToString();
    }

    /// <summary>Where the shim was found.</summary>
    public string Path { get; }

    /// <summary>The version of libtorch, as in <c>1.13.0</c>.</summary>
    public string TorchVersion { get; }

    /// <summary>Loads the shim if that was not done yet.</summary>
    /// <param name="options">Where it is, and what is set once for the process; null for the defaults.</param>
    /// <exception cref="BackendUnavailableException">It, or libtorch, is missing or does not load, it is another version's, or another one was loaded before.</exception>
    public static TorchRuntime Load(TorchBackendOptions? options)
    {
        string? libraryPath = options?.LibraryPath;
        return s_loaded.Load(libraryPath, () =>
        {
            TorchRuntime runtime = LoadFirst(libraryPath, options?.BlasThreads ?? 1);
            return (runtime, runtime.Path);
        });
    }

    private static TorchRuntime LoadFirst(string? libraryPath, int blasThreads)
    {
        // Once for the process, however often the library was not to be had; it finds whatever is loaded in the end.
        if (!s_resolves)
        {
            NativeLibrary.SetDllImportResolver(typeof(TorchRuntime).Assembly, static (name, _, _) => name == RaitApi.Library ? s_library : 0);
            s_resolves = true;
        }

        (nint library, string path) = s_locator.Load(libraryPath, Assembly.GetExecutingAssembly());
        if (!NativeLibrary.TryGetExport(library, "rait_abi_version", out nint export))
        {
            throw new BackendUnavailableException(TorchError.BackendName, $"The library '{path}' is not RedisAi's libtorch shim: it does not export rait_abi_version.");
        }

        int abi = ((delegate* unmanaged[Cdecl]<int>)export)();
        if (abi != RaitApi.AbiVersion)
        {
            throw new BackendUnavailableException(
                TorchError.BackendName, $"The libtorch shim at '{path}' has interface version {abi}; this package needs {RaitApi.AbiVersion}. Build the shim from this package's sources.");
        }

        s_library = library;
        RaitHost host = TorchHost.Callbacks;
        TorchError.ThrowIfFailed(RaitApi.Initialize(&host, blasThreads));
        return new TorchRuntime(path);
    }
}
