using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Makes, reads and releases <c>OrtValue</c>s.</summary>
internal static unsafe class OrtValues
{
    /// <summary>Makes a value over a tensor's memory, which must outlive it. Not for strings: the runtime would read their bytes as objects.</summary>
    public static nint Over(in TensorValue memory) => Over(in memory, memory.Shape);

    /// <summary>The same of another shape, for the runtime alone, with as many elements.</summary>
    public static nint Over(in TensorValue memory, TensorShape shown)
    {
        OrtRuntime runtime = OrtRuntime.Instance;
        ReadOnlySpan<long> dimensions = shown.Dimensions;
        nint value;
        fixed (long* shape = dimensions)
        {
            runtime.Api.ThrowIfFailed(runtime.Api.CreateTensorWithDataAsOrtValue(
                runtime.CpuMemory, (void*)memory.Pointer, (nuint)memory.ByteLength, shape, (nuint)dimensions.Length, OrtElement.ToNative(memory.DataType), &value));
        }

        OrtHandle.CountCreated();
        return value;
    }

    public static void Release(nint value)
    {
        OrtRuntime.Instance.Api.ReleaseValue(value);
        OrtHandle.CountReleased();
    }

    /// <summary>Reads the type and shape of a value that the runtime made.</summary>
    /// <exception cref="BackendException">It is not a tensor.</exception>
    public static (int ElementType, TensorShape Shape) Describe(nint value)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        int elementType;
        long* dimensions;
        nuint rank;
        api.ThrowIfFailed(api.GetTensorElementTypeAndShapeDataReference(value, &elementType, &dimensions, &rank));
        return (elementType, TensorShape.Create(new ReadOnlySpan<long>(dimensions, (int)rank)));
    }

    /// <summary>The memory of a value that the runtime made.</summary>
    public static nint Data(nint value)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        void* data;
        api.ThrowIfFailed(api.GetTensorMutableData(value, &data));
        return (nint)data;
    }

    /// <summary>So many bytes of that memory, as long as the value is there.</summary>
    public static ReadOnlySpan<byte> Bytes(nint data, int length) => new((void*)data, length);

    public static bool IsTensor(nint value)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        int isTensor;
        api.ThrowIfFailed(api.IsTensor(value, &isTensor));
        return isTensor != 0;
    }
}
