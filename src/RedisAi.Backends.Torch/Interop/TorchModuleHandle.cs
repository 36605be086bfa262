using System.Buffers;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Owns one <c>rait_module</c>: a model or a script.</summary>
internal sealed unsafe class TorchModuleHandle : SafeHandle
{
    public TorchModuleHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native object. Valid while this handle is not disposed, which whoever uses it sees to.</summary>
    public nint Value => handle;

    /// <summary>The functions, as long as this handle is not disposed.</summary>
    public ReadOnlySpan<RaitFunction> Functions
    {
        get
        {
            RaitFunction* functions;
            long count = RaitApi.GetFunctions(handle, &functions);
            return new ReadOnlySpan<RaitFunction>(functions, checked((int)count));
        }
    }

    /// <summary>What was done to a model for the sake of speed, and what is done when it runs.</summary>
    public RaitPreparation Preparation => RaitApi.GetPreparation(handle);

    /// <summary>Why some of it was not done, or null.</summary>
    public string? Remark => RaitApi.GetRemark(handle) is { Length: > 0 } remark ? remark.ToString() : null;

    public static TorchModuleHandle FromFile(string path, RaitLoadOptions options, CancellationToken abandon = default) => NativeLoading.Run(module =>
    {
        RaitLoadOptions copy = options;
        byte[] utf8 = Utf8Text.Strict.GetBytes(path);
        fixed (byte* bytes = utf8)
        {
            return RaitApi.LoadModelFile(new RaitText(bytes, utf8.Length), &copy, (nint*)module);
        }
    }, TorchError.OfLoad, abandon);

    public static TorchModuleHandle FromBytes(ReadOnlyMemory<byte> model, RaitLoadOptions options, CancellationToken abandon = default) => NativeLoading.Run(module =>
    {
        RaitLoadOptions copy = options;
        using MemoryHandle pin = model.Pin();
        return RaitApi.LoadModelBytes(pin.Pointer, model.Length, &copy, (nint*)module);
    }, TorchError.OfLoad, abandon);

    public static TorchModuleHandle FromSource(string source, RaitLoadOptions options, CancellationToken abandon = default) => NativeLoading.Run(module =>
    {
        RaitLoadOptions copy = options;
        byte[] utf8 = Utf8Text.Strict.GetBytes(source);
        fixed (byte* bytes = utf8)
        {
            return RaitApi.CompileScript(new RaitText(bytes, utf8.Length), &copy, (nint*)module);
        }
    }, TorchError.OfCompilation, abandon);

    /// <summary>Takes a native module over.</summary>
    public void Own(nint module) => SetHandle(module);

    protected override bool ReleaseHandle()
    {
        RaitApi.FreeModule(handle);
        return true;
    }
}
