using System.Text;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Owns one <c>OrtSession*</c>.</summary>
internal sealed unsafe class OrtSessionHandle : OrtHandle
{
    public static OrtSessionHandle FromFile(string path, OrtSessionOptionsHandle options)
    {
        OrtRuntime runtime = OrtRuntime.Instance;
        OrtSessionHandle result = new();
        nint session;
        if (OperatingSystem.IsWindows())
        {
            fixed (char* wide = path)
            {
                runtime.Api.ThrowIfFailed(runtime.Api.CreateSession(runtime.Environment, wide, options.Value, &session));
            }
        }
        else
        {
            fixed (byte* utf8 = Encoding.UTF8.GetBytes(path + '\0'))
            {
                runtime.Api.ThrowIfFailed(runtime.Api.CreateSession(runtime.Environment, utf8, options.Value, &session));
            }
        }

        result.Own(session);
        return result;
    }

    /// <param name="model">Copied by the runtime; not needed once this returns.</param>
    /// <param name="options">How to load it.</param>
    public static OrtSessionHandle FromBytes(ReadOnlySpan<byte> model, OrtSessionOptionsHandle options)
    {
        OrtRuntime runtime = OrtRuntime.Instance;
        OrtSessionHandle result = new();
        nint session;
        fixed (byte* bytes = model)
        {
            runtime.Api.ThrowIfFailed(runtime.Api.CreateSessionFromArray(runtime.Environment, bytes, (nuint)model.Length, options.Value, &session));
        }

        result.Own(session);
        return result;
    }

    protected override void Release(OrtApi api, nint value) => api.ReleaseSession(value);
}
