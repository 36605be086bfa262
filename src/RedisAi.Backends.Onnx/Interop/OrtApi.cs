namespace RedisAi.Backends.Onnx.Interop;

/// <summary>
/// The ONNX Runtime C API: a table of function pointers, ordered as <c>struct OrtApi</c> in onnxruntime_c_api.h.
/// </summary>
/// <remarks>
/// The runtime only ever appends to the table, so a slot number, once right, stays right. A function that returns <c>nint</c> where the
/// header says <c>OrtStatus*</c> gives null for success; see <see cref="OrtStatus"/>.
/// </remarks>
internal sealed unsafe class OrtApi(void** slots, string version)
{
    /// <summary>The version of the runtime, as in <c>1.30.0</c>.</summary>
    public string Version => version;

    // Statuses.
    public delegate* unmanaged[Cdecl]<nint, int> GetErrorCode => (delegate* unmanaged[Cdecl]<nint, int>)slots[1];

    public delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage => (delegate* unmanaged[Cdecl]<nint, byte*>)slots[2];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus => (delegate* unmanaged[Cdecl]<nint, void>)slots[93];

    // The environment.
    public delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)slots[3];

    public delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents => (delegate* unmanaged[Cdecl]<nint, nint>)slots[6];

    // Sessions. A path is char* on Unix and wchar_t* on Windows.
    public delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint> CreateSession =>
        (delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint>)slots[7];

    public delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray =>
        (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)slots[8];

    public delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run =>
        (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)slots[9];

    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[30];

    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[31];

    public delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo =>
        (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slots[33];

    public delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo =>
        (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slots[34];

    public delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName =>
        (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)slots[36];

    public delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName =>
        (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)slots[37];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseSession => (delegate* unmanaged[Cdecl]<nint, void>)slots[95];

    // What somebody has written into a model about it.
    public delegate* unmanaged[Cdecl]<nint, nint*, nint> SessionGetModelMetadata => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slots[111];

    public delegate* unmanaged[Cdecl]<nint, nint, byte*, byte**, nint> ModelMetadataLookupCustomMetadataMap =>
        (delegate* unmanaged[Cdecl]<nint, nint, byte*, byte**, nint>)slots[116];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseModelMetadata => (delegate* unmanaged[Cdecl]<nint, void>)slots[118];

    // Session options.
    public delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)slots[10];

    public delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionExecutionMode => (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[13];

    public delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern => (delegate* unmanaged[Cdecl]<nint, nint>)slots[17];

    public delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena => (delegate* unmanaged[Cdecl]<nint, nint>)slots[19];

    public delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogSeverityLevel => (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[22];

    public delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel =>
        (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[23];

    public delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[24];

    public delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads => (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[25];

    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry =>
        (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)slots[130];

    public delegate* unmanaged[Cdecl]<nint, byte, nint> SetLoadCancellationFlag => (delegate* unmanaged[Cdecl]<nint, byte, nint>)slots[293];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions => (delegate* unmanaged[Cdecl]<nint, void>)slots[100];

    // The CUDA provider.
    public delegate* unmanaged[Cdecl]<nint, nint, nint> AppendCudaProvider => (delegate* unmanaged[Cdecl]<nint, nint, nint>)slots[204];

    public delegate* unmanaged[Cdecl]<nint*, nint> CreateCudaProviderOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)slots[205];

    public delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint> UpdateCudaProviderOptions =>
        (delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint>)slots[206];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseCudaProviderOptions => (delegate* unmanaged[Cdecl]<nint, void>)slots[208];

    // Run options.
    public delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)slots[39];

    public delegate* unmanaged[Cdecl]<nint, int, nint> RunOptionsSetRunLogSeverityLevel =>
        (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[41];

    public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged[Cdecl]<nint, nint>)slots[46];

    public delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate => (delegate* unmanaged[Cdecl]<nint, nint>)slots[47];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions => (delegate* unmanaged[Cdecl]<nint, void>)slots[97];

    // Values.
    public delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue =>
        (delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint>)slots[48];

    public delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue =>
        (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)slots[49];

    public delegate* unmanaged[Cdecl]<nint, int*, nint> IsTensor => (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[50];

    public delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged[Cdecl]<nint, void**, nint>)slots[51];

    public delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> FillStringTensor => (delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint>)slots[52];

    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetStringTensorDataLength => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[53];

    public delegate* unmanaged[Cdecl]<nint, void*, nuint, nuint*, nuint, nint> GetStringTensorContent =>
        (delegate* unmanaged[Cdecl]<nint, void*, nuint, nuint*, nuint, nint>)slots[54];

    public delegate* unmanaged[Cdecl]<nint, int*, long**, nuint*, nint> GetTensorElementTypeAndShapeDataReference =>
        (delegate* unmanaged[Cdecl]<nint, int*, long**, nuint*, nint>)slots[414];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseValue => (delegate* unmanaged[Cdecl]<nint, void>)slots[96];

    // Types and shapes.
    public delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo => (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slots[55];

    public delegate* unmanaged[Cdecl]<nint, int*, nint> GetOnnxTypeFromTypeInfo => (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[56];

    public delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType => (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[60];

    public delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[61];

    public delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)slots[62];

    public delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> GetSymbolicDimensions => (delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint>)slots[63];

    public delegate* unmanaged[Cdecl]<nint, byte> TensorTypeAndShapeHasShape => (delegate* unmanaged[Cdecl]<nint, byte>)slots[390];

    public delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo => (delegate* unmanaged[Cdecl]<nint, void>)slots[98];

    // Memory.
    public delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)slots[69];

    public delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree => (delegate* unmanaged[Cdecl]<nint, void*, nint>)slots[76];

    public delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions => (delegate* unmanaged[Cdecl]<nint*, nint>)slots[78];
}
