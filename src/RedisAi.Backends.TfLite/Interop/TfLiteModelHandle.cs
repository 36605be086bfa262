namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Owns one <c>TfLiteModel*</c>, and keeps the bytes that it reads from.</summary>
internal sealed unsafe class TfLiteModelHandle : TfLiteHandle
{
    private readonly ModelBytes _bytes;

    private TfLiteModelHandle(ModelBytes bytes) => _bytes = bytes;

    /// <exception cref="ModelLoadException">The library does not take it.</exception>
    public static TfLiteModelHandle Create(ModelBytes bytes)
    {
        TfLiteModelHandle result = new(bytes);
        nint model = TfLiteRuntime.Instance.Api.ModelCreate((void*)bytes.Address, (nuint)bytes.Length);
        if (model == 0)
        {
            throw new ModelLoadException("It is not a sound TensorFlow Lite model: the library's own check of the file refuses it.");
        }

        result.Own(model);
        return result;
    }

    protected override void Release(TfLiteApi api, nint value)
    {
        api.ModelDelete(value);
        GC.KeepAlive(_bytes);
    }
}
