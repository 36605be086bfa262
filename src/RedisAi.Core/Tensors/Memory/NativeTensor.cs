using System.Runtime.ConstrainedExecution;

namespace RedisAi.Tensors;

/// <summary>A backend's own object over a tensor's memory, such as an <c>OrtValue</c>; kept beside the memory so that it is made once.</summary>
/// <remarks>
/// <para>The memory it describes stays where it is for as long as this object is attached (see <see cref="TensorValue.Native"/>). It is
/// disposed when the memory is freed or used for something else, by the one thread that owns the memory then, or finalized.</para>
/// <para>An object that owns memory itself (an output that the runtime allocated) says how much, so that the collector knows.</para>
/// </remarks>
public abstract class NativeTensor : CriticalFinalizerObject, IDisposable
{
    /// <summary>The bytes up to which copying what a runtime allocated into memory from the pool is cheaper than an object that keeps it: 4096.</summary>
    public const int CopyLimit = 4096;

    private readonly long _ownedBytes;
    private int _released;

    /// <summary>Creates the object.</summary>
    /// <param name="ownedBytes">Bytes of native memory that are freed with it; 0, the default, if it only describes memory.</param>
    protected NativeTensor(long ownedBytes = 0)
    {
        _ownedBytes = ownedBytes;
        if (ownedBytes > 0)
        {
            GC.AddMemoryPressure(ownedBytes);
        }
    }

    /// <summary>Releases what was never disposed.</summary>
    ~NativeTensor() => ReleaseOnce();

    /// <summary>Releases the native object. Further calls do nothing.</summary>
    public void Dispose()
    {
        ReleaseOnce();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the native object; called once, possibly by the finalizer, and must not throw.</summary>
    protected abstract void Release();

    private void ReleaseOnce()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
        {
            return;
        }

        Release();
        if (_ownedBytes > 0)
        {
            GC.RemoveMemoryPressure(_ownedBytes);
        }
    }
}
