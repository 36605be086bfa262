using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Reads what somebody has written into a model about it.</summary>
internal static unsafe class OrtMetadata
{
    /// <summary>A text of the model's metadata; null when there is none of that key.</summary>
    public static string? Find(OrtSessionHandle session, string key)
    {
        OrtRuntime runtime = OrtRuntime.Instance;
        nint metadata;
        runtime.Api.ThrowIfFailed(runtime.Api.SessionGetModelMetadata(session.Value, &metadata));
        try
        {
            byte* text;
            fixed (byte* utf8 = Encoding.UTF8.GetBytes(key + '\0'))
            {
                runtime.Api.ThrowIfFailed(runtime.Api.ModelMetadataLookupCustomMetadataMap(metadata, runtime.Allocator, utf8, &text));
            }

            string? value = Marshal.PtrToStringUTF8((nint)text);
            if (text is not null)
            {
                runtime.Api.ThrowIfFailed(runtime.Api.AllocatorFree(runtime.Allocator, text));
            }

            return value;
        }
        finally
        {
            runtime.Api.ReleaseModelMetadata(metadata);
        }
    }
}
