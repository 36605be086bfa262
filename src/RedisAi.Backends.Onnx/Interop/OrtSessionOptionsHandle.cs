using System.Text;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Owns one <c>OrtSessionOptions*</c>.</summary>
internal sealed unsafe class OrtSessionOptionsHandle : OrtHandle
{
    public static OrtSessionOptionsHandle Create()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        OrtSessionOptionsHandle result = new();
        nint options;
        api.ThrowIfFailed(api.CreateSessionOptions(&options));
        result.Own(options);
        api.ThrowIfFailed(api.SetSessionLogSeverityLevel(options, OrtRuntime.LogFatalOnly));
        return result;
    }

    public void SetThreads(int intraOp, int interOp)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.SetIntraOpNumThreads(handle, intraOp));
        api.ThrowIfFailed(api.SetInterOpNumThreads(handle, interOp));
        if (interOp > 1)
        {
            api.ThrowIfFailed(api.SetSessionExecutionMode(handle, 1));
        }
    }

    public void SetGraphOptimization(int level)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.SetSessionGraphOptimizationLevel(handle, level));
    }

    public void DisableMemoryArena()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.DisableCpuMemArena(handle));
    }

    public void DisableMemoryPattern()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.DisableMemPattern(handle));
    }

    public void AddConfigEntry(string key, string value)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        fixed (byte* utf8Key = Encoding.UTF8.GetBytes(key + '\0'))
        fixed (byte* utf8Value = Encoding.UTF8.GetBytes(value + '\0'))
        {
            api.ThrowIfFailed(api.AddSessionConfigEntry(handle, utf8Key, utf8Value));
        }
    }

    /// <exception cref="BackendUnavailableException">This runtime has no CUDA, or there is no such GPU.</exception>
    public void AppendCuda(int deviceIndex) => OrtCudaProvider.AppendTo(handle, deviceIndex);

    /// <summary>Asks the session that is being made with these options to give up. Safe from other threads.</summary>
    public void CancelLoad()
    {
        OrtApi api = OrtRuntime.Instance.Api;
        api.ThrowIfFailed(api.SetLoadCancellationFlag(handle, 1));
    }

    protected override void Release(OrtApi api, nint value) => api.ReleaseSessionOptions(value);
}
