namespace RedisAi.Backends.Torch.Interop;

/// <summary>How a native call ended: <c>rait_status</c>.</summary>
internal enum RaitStatus
{
    Ok = 0,
    Failed = 1,
    Cancelled = 2,
    InputMismatch = 3,
    CompilationFailed = 4,
    LoadFailed = 5,
    OperatorRefused = 6,
    NoDevice = 7,
    HostFailed = 8,
    OutOfMemory = 9,
    Unsupported = 10,
}
