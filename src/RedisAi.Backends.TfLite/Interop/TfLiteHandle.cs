using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>The base of the handles on the library's objects; counts those that are alive.</summary>
internal abstract class TfLiteHandle : SafeHandle
{
    private static long s_alive;

    protected TfLiteHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
    }

    /// <summary>How many native objects were made and not yet released.</summary>
    public static long Alive => Interlocked.Read(ref s_alive);

    public override bool IsInvalid => handle == 0;

    /// <summary>The native object. Valid while this handle is not disposed, which whoever uses it sees to.</summary>
    public nint Value => handle;

    protected void Own(nint value)
    {
        SetHandle(value);
        Interlocked.Increment(ref s_alive);
    }

    protected sealed override bool ReleaseHandle()
    {
        Release(TfLiteRuntime.Instance.Api, handle);
        Interlocked.Decrement(ref s_alive);
        return true;
    }

    protected abstract void Release(TfLiteApi api, nint value);
}
