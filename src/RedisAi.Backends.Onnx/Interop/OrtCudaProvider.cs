using System.Globalization;
using System.Text;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Puts the CUDA provider before the CPU in a session's options.</summary>
internal static unsafe class OrtCudaProvider
{
    public static void AppendTo(nint sessionOptions, int deviceIndex)
    {
        OrtApi api = OrtRuntime.Instance.Api;
        nint cudaOptions = 0;
        try
        {
            api.ThrowIfFailed(api.CreateCudaProviderOptions(&cudaOptions));
            fixed (byte* key = "device_id\0"u8)
            fixed (byte* value = Encoding.UTF8.GetBytes(deviceIndex.ToString(CultureInfo.InvariantCulture) + '\0'))
            {
                byte* keys = key;
                byte* values = value;
                api.ThrowIfFailed(api.UpdateCudaProviderOptions(cudaOptions, &keys, &values, 1));
            }

            api.ThrowIfFailed(api.AppendCudaProvider(sessionOptions, cudaOptions));
        }
        catch (BackendException error)
        {
            throw new BackendUnavailableException(
                OrtStatus.BackendName,
                $"The device GPU:{deviceIndex} cannot be used: {error.NativeMessage} CUDA needs the package Microsoft.ML.OnnxRuntime.Gpu " +
                $"of version {api.Version}, an NVIDIA driver, CUDA and cuDNN.",
                error);
        }
        finally
        {
            if (cudaOptions != 0)
            {
                api.ReleaseCudaProviderOptions(cudaOptions);
            }
        }
    }
}
