using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>The functions of native/include/redisai_torch.h. <see cref="TorchRuntime"/> says where the library is.</summary>
internal static unsafe partial class RaitApi
{
    public const string Library = "redisai_torch";

    /// <summary>The version of the header that the structs here follow.</summary>
    public const int AbiVersion = 2;

    [LibraryImport(Library, EntryPoint = "rait_abi_version")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int GetAbiVersion();

    [LibraryImport(Library, EntryPoint = "rait_torch_version")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitText GetTorchVersion();

    [LibraryImport(Library, EntryPoint = "rait_has_cuda")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int HasCuda();

    [LibraryImport(Library, EntryPoint = "rait_last_error")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitText GetLastError();

    [LibraryImport(Library, EntryPoint = "rait_initialize")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus Initialize(RaitHost* host, int blasThreads);

    [LibraryImport(Library, EntryPoint = "rait_alive")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial long CountAlive();

    [LibraryImport(Library, EntryPoint = "rait_model_load_file")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus LoadModelFile(RaitText path, RaitLoadOptions* options, nint* module);

    [LibraryImport(Library, EntryPoint = "rait_model_load_bytes")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus LoadModelBytes(void* bytes, long length, RaitLoadOptions* options, nint* module);

    [LibraryImport(Library, EntryPoint = "rait_script_compile")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus CompileScript(RaitText source, RaitLoadOptions* options, nint* module);

    [LibraryImport(Library, EntryPoint = "rait_module_free")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void FreeModule(nint module);

    [LibraryImport(Library, EntryPoint = "rait_module_functions")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial long GetFunctions(nint module, RaitFunction** functions);

    [LibraryImport(Library, EntryPoint = "rait_module_preparation")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitPreparation GetPreparation(nint module);

    [LibraryImport(Library, EntryPoint = "rait_module_remark")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitText GetRemark(nint module);

    [LibraryImport(Library, EntryPoint = "rait_execution_create")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus CreateExecution(nint module, nint* execution);

    [LibraryImport(Library, EntryPoint = "rait_execution_free")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void FreeExecution(nint execution);

    [LibraryImport(Library, EntryPoint = "rait_execution_cancel")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Cancel(nint execution);

    [LibraryImport(Library, EntryPoint = "rait_execution_reset")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ResetCancel(nint execution);

    [LibraryImport(Library, EntryPoint = "rait_run")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus Run(nint execution, RaitCall* call, RaitTensor** outputs, long* outputCount);

    [LibraryImport(Library, EntryPoint = "rait_execution_take")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint TakeOutput(nint execution, long output);

    [LibraryImport(Library, EntryPoint = "rait_execution_clear")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ClearOutputs(nint execution);

    [LibraryImport(Library, EntryPoint = "rait_owner_free")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void FreeOwner(nint owner);

    [LibraryImport(Library, EntryPoint = "rait_benchmark")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial RaitStatus Benchmark(nint module, RaitCall* call, long rounds);
}
