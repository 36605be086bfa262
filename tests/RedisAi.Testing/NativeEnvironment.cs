using System.Runtime.InteropServices;

namespace RedisAi.Testing;

/// <summary>The environment variables that native code sees: those of .NET are a copy, made when the process started.</summary>
public static partial class NativeEnvironment
{
    /// <summary>Gets a variable, or null when it is not set. Not on Windows.</summary>
    public static string? Get(string name) => Marshal.PtrToStringUTF8(GetEnvironment(name));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
