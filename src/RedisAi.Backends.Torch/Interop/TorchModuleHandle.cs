using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Owns one <c>rait_module</c>: a model or a script.</summary>
internal sealed unsafe class TorchModuleHandle : SafeHandle
{
    /// <summary>Loading and compiling recurse over the source; .NET's threads have 1.5 MB, which a source of some kilobytes can exceed.</summary>
    private const int StackBytes = 512 << 20;

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

    public static TorchModuleHandle FromFile(string path, RaitLoadOptions options) => Create(TorchError.OfLoad, module =>
    {
        RaitLoadOptions copy = options;
        byte[] utf8 = Encoding.UTF8.GetBytes(path);
        fixed (byte* bytes = utf8)
        {
            return RaitApi.LoadModelFile(new RaitText(bytes, utf8.Length), &copy, (nint*)module);
        }
    });

    public static TorchModuleHandle FromBytes(ReadOnlyMemory<byte> model, RaitLoadOptions options) => Create(TorchError.OfLoad, module =>
    {
        RaitLoadOptions copy = options;
        fixed (byte* bytes = model.Span)
        {
            return RaitApi.LoadModelBytes(bytes, model.Length, &copy, (nint*)module);
        }
    });

    public static TorchModuleHandle FromSource(string source, RaitLoadOptions options) => Create(TorchError.OfCompilation, module =>
    {
        RaitLoadOptions copy = options;
        byte[] utf8 = Encoding.UTF8.GetBytes(source);
        fixed (byte* bytes = utf8)
        {
            return RaitApi.CompileScript(new RaitText(bytes, utf8.Length), &copy, (nint*)module);
        }
    });

    protected override bool ReleaseHandle()
    {
        RaitApi.FreeModule(handle);
        return true;
    }

    private static TorchModuleHandle Create(Func<RaitStatus, Exception> toException, Func<nint, RaitStatus> load)
    {
        TorchModuleHandle result = new();
        Exception? error = null;

        // On the stack of this thread, which waits: nobody else moves or frees it.
        nint module = 0;
        nint target = (nint)(&module);
        Thread thread = new(
            () =>
            {
                try
                {
                    RaitStatus status = load(target);
                    error = status == RaitStatus.Ok ? null : toException(status);
                }
#pragma warning disable CA1031 // It is thrown on the thread that waits.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    error = failure;
                }
            },
            StackBytes)
        { IsBackground = true, Name = "RedisAi libtorch loader" };
        thread.UnsafeStart();
        thread.Join();
        if (error is not null)
        {
            throw error;
        }

        result.SetHandle(module);
        return result;
    }
}
