using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Turns statuses into exceptions, and frees them either way.</summary>
internal static unsafe class OrtStatus
{
    /// <summary>The code of a load that was stopped by its cancellation flag.</summary>
    public const int LoadCancelled = 12;

    /// <summary>The code of inputs or outputs that do not fit.</summary>
    public const int InvalidArgument = 2;

    /// <summary>The name by which errors call this backend.</summary>
    public const string BackendName = "ONNX";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfFailed(this OrtApi api, nint status)
    {
        if (status != 0)
        {
            Throw(api, status);
        }
    }

    /// <summary>The exception for a status that says failure; the status is freed.</summary>
    public static BackendException ToException(this OrtApi api, nint status)
    {
        try
        {
            string message = Marshal.PtrToStringUTF8((nint)api.GetErrorMessage(status)) ?? "";
            return new BackendException(BackendName, api.GetErrorCode(status), message);
        }
        finally
        {
            api.ReleaseStatus(status);
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(OrtApi api, nint status) => throw api.ToException(status);
}
