using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>A reference on a tensor that libtorch holds: memory of ours that a script read from the store, or that a module keeps.</summary>
internal sealed class RetainedTensor
{
    private static long s_alive;

    private readonly TensorValue _value;

    private RetainedTensor(in TensorValue value) => _value = value;

    /// <summary>How many references libtorch holds.</summary>
    public static long Alive => Interlocked.Read(ref s_alive);

    /// <summary>Takes a reference over, and gives what the shim's <c>release</c> is called with.</summary>
    public static nint HandOver(in TensorValue value)
    {
        Interlocked.Increment(ref s_alive);
        return GCHandle.ToIntPtr(GCHandle.Alloc(new RetainedTensor(in value)));
    }

    /// <summary>Gives the reference up.</summary>
    public static void Release(nint retained)
    {
        // First what cannot fail: giving up the last reference runs code of whoever made the tensor.
        GCHandle handle = GCHandle.FromIntPtr(retained);
        TensorValue value = ((RetainedTensor)handle.Target!)._value;
        handle.Free();
        Interlocked.Decrement(ref s_alive);
        value.Release();
    }
}
