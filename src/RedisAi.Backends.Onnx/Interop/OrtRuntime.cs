using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>The loaded library with its environment: one for the process, as the runtime's environment itself is.</summary>
/// <remarks>It is never unloaded: tensors that outlive their engine still have values to release.</remarks>
internal sealed unsafe class OrtRuntime
{
    /// <summary>The release in which the newest function used here appeared, GetTensorElementTypeAndShapeDataReference.</summary>
    private const int MinimumMinorVersion = 24;

    /// <summary>Messages below this go nowhere: what matters comes as a status, and a library does not write to stderr.</summary>
    public const int LogFatalOnly = 4;

    private static readonly LoadedLibrary<OrtRuntime> s_loaded = new(OrtStatus.BackendName, OrtLibrary.Product);

    private OrtRuntime(OrtApi api, string path)
    {
        Api = api;
        Path = path;
        nint environment;
        fixed (byte* name = "RedisAi\0"u8)
        {
            api.ThrowIfFailed(api.CreateEnv(LogFatalOnly, name, &environment));
        }

        OrtTelemetry.TurnOff(api, environment);
        nint memory;
        api.ThrowIfFailed(api.CreateCpuMemoryInfo(0, 0, &memory));
        nint allocator;
        api.ThrowIfFailed(api.GetAllocatorWithDefaultOptions(&allocator));
        (Environment, CpuMemory, Allocator) = (environment, memory, allocator);
    }

    /// <summary>The runtime, which some backend has loaded before.</summary>
    public static OrtRuntime Instance => s_loaded.Value ?? throw new InvalidOperationException("ONNX Runtime was not loaded yet.");

    public OrtApi Api { get; }

    /// <summary>Where the library was found.</summary>
    public string Path { get; }

    public nint Environment { get; }

    /// <summary>The runtime's description of plain memory.</summary>
    public nint CpuMemory { get; }

    /// <summary>The runtime's default allocator, which made the strings it gives.</summary>
    public nint Allocator { get; }

    /// <summary>Loads the library if that was not done yet.</summary>
    /// <param name="libraryPath">A file or folder that must have it, or null.</param>
    /// <exception cref="BackendUnavailableException">It is missing, does not load, is too old, or another one was loaded before.</exception>
    public static OrtRuntime Load(string? libraryPath) => s_loaded.Load(libraryPath, () =>
    {
        OrtTelemetry.TurnOffBefore();
        (nint handle, string path) = OrtLibrary.Load(libraryPath);
        return (new OrtRuntime(GetApi(handle, path), path), path);
    });

    private static OrtApi GetApi(nint library, string path)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint export))
        {
            throw new BackendUnavailableException(OrtStatus.BackendName, $"The library '{path}' is not ONNX Runtime: it does not export OrtGetApiBase.");
        }

        // OrtApiBase { GetApi(uint32), GetVersionString() }. The version is read first, since asking for a table that is too new prints to stderr.
        void** apiBase = ((delegate* unmanaged[Cdecl]<void**>)export)();
        string version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)apiBase[1])()) ?? "";
        if (!System.Version.TryParse(version, out Version? parsed) || parsed < new Version(1, MinimumMinorVersion))
        {
            throw new BackendUnavailableException(
                OrtStatus.BackendName, $"The ONNX Runtime at '{path}' is version '{version}'; 1.{MinimumMinorVersion} or later is needed.");
        }

        void** slots = ((delegate* unmanaged[Cdecl]<uint, void**>)apiBase[0])(MinimumMinorVersion);
        return slots is not null
            ? new OrtApi(slots, version)
            : throw new BackendUnavailableException(OrtStatus.BackendName, $"The ONNX Runtime {version} at '{path}' does not offer the API of 1.{MinimumMinorVersion}.");
    }
}
