using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Names as the runtime takes them: an array of pointers to UTF-8 text, in native memory of its own.</summary>
internal sealed unsafe class NativeNames : IDisposable
{
    private readonly int _count;
    private byte** _names;

    public NativeNames(IReadOnlyList<TensorSpec> specs)
    {
        _count = specs.Count;

        // Empty at first: if there is no memory for a name, the finalizer frees those that are there.
        _names = (byte**)NativeMemory.AllocZeroed((nuint)Math.Max(1, _count), (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            _names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(specs[i].Name);
        }
    }

    ~NativeNames() => Free();

    public byte** Pointer => _names;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_names is null)
        {
            return;
        }

        for (int i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)_names[i]);
        }

        NativeMemory.Free(_names);
        _names = null;
    }
}
