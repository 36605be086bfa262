namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Owns one <c>OrtRunOptions*</c>, which carries the flag that stops a run.</summary>
internal sealed unsafe class OrtRunOptionsHandle : OrtHandle
{
    public static OrtRunOptionsHandle Create()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        OrtRunOptionsHandle result = new();
        nint options;
        api.ThrowIfFailed(api.CreateRunOptions(&options));
        result.Own(options);
        api.ThrowIfFailed(api.RunOptionsSetRunLogSeverityLevel(options, OrtRuntime.LogFatalOnly));
        return result;
    }

    /// <summary>Asks the run that uses these options to stop at its next node. Safe from other threads.</summary>
    public void Terminate()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.RunOptionsSetTerminate(handle));
    }

    public void ResetTerminate()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.RunOptionsUnsetTerminate(handle));
    }

    protected override void Release(OrtApi api, nint value) => api.ReleaseRunOptions(value);
}
