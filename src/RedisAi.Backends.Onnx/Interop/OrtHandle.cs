using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>The base of the handles on the runtime's objects; counts those that are alive.</summary>
internal abstract class OrtHandle : SafeHandle
{
    private static long s_alive;

    protected OrtHandle()
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
    }

    /// <summary>How many native objects, values included, were made and not yet released.</summary>
    public static long Alive => Interlocked.Read(ref s_alive);

    public override bool IsInvalid => handle == 0;

    /// <summary>The native object. Valid while this handle is not disposed, which whoever uses it sees to.</summary>
    public nint Value => handle;

    public static void CountCreated() => Interlocked.Increment(ref s_alive);

    public static void CountReleased() => Interlocked.Decrement(ref s_alive);

    protected void Own(nint value)
    {
        SetHandle(value);
        CountCreated();
    }

    protected sealed override bool ReleaseHandle()
    {
        Release(OrtRuntime.Instance.Api, handle);
        CountReleased();
        return true;
    }

    protected abstract void Release(OrtApi api, nint value);
}
