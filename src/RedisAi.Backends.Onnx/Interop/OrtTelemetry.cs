using System.Runtime.InteropServices;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Keeps the runtime from telling its makers what runs here: its official builds do, from 1.29 on also on Linux and macOS, unless they are told not to.</summary>
internal static unsafe partial class OrtTelemetry
{
    /// <summary>Must be called before the library is loaded: where this is set, no identifier is written, no file is opened and nothing is sent.</summary>
    /// <remarks>
    /// <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes a copy that native code does not see. What the user has set stays.
    /// On Windows the runtime writes to the system's event tracing instead: <see cref="TurnOff"/> ends that, but for one event about the process.
    /// </remarks>
    /// <exception cref="BackendUnavailableException">There is no memory for it.</exception>
    public static void TurnOffBefore()
    {
        if (!OperatingSystem.IsWindows())
        {
            fixed (byte* name = "ORT_DISABLE_TELEMETRY\0"u8, value = "1\0"u8)
            {
                if (SetEnvironment(name, value, overwrite: 0) != 0)
                {
                    throw new BackendUnavailableException(OrtStatus.BackendName, "There is no memory for an environment variable, without which ONNX Runtime would report to its makers.");
                }
            }
        }
    }

    /// <summary>Turns off what an environment that is there would report.</summary>
    public static void TurnOff(OrtApi api, nint environment) => api.ThrowIfFailed(api.DisableTelemetryEvents(environment));

    [LibraryImport("libc", EntryPoint = "setenv")]
    private static partial int SetEnvironment(byte* name, byte* value, int overwrite);
}
