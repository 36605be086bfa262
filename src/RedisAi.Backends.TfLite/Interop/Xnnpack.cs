namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Makes delegates that compute with XNNPACK.</summary>
internal static unsafe class Xnnpack
{
    /// <summary>More than the options take in any release; zeros stand for the defaults.</summary>
    private const int OptionsBytes = 128;

    /// <exception cref="ModelLoadException">The library has none.</exception>
    public static nint CreateDelegate(TfLiteApi api, int threads)
    {
        if (api.XnnpackCreate is null)
        {
            throw new ModelLoadException($"{nameof(TfLiteModelOptions)}.{nameof(TfLiteModelOptions.Xnnpack)} is set, and this library of TensorFlow Lite has no XNNPACK.");
        }

        // TfLiteXNNPackDelegateOptions begins with the number of threads.
        byte* options = stackalloc byte[OptionsBytes];
        new Span<byte>(options, OptionsBytes).Clear();
        *(int*)options = threads;
        nint created = api.XnnpackCreate(options);
        return created != 0 ? created : throw new ModelLoadException("XNNPACK does not work on this machine.");
    }
}
