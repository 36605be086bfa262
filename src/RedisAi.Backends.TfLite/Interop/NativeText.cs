using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Formats as printf does, with arguments that C code has collected.</summary>
/// <remarks>
/// A <c>va_list</c> goes from one function to another as a pointer on the platforms that the library is there for: on x64 as an array, on
/// arm64 as a structure too large for registers, on Windows and macOS because it is one. So it is handed on to the system's own
/// function; elsewhere the format is given as it is.
/// </remarks>
internal static unsafe class NativeText
{
    private const int MaxBytes = 1024;

    /// <summary>_CRT_INTERNAL_PRINTF_STANDARD_SNPRINTF_BEHAVIOR: always ends the text, and does not write beyond the end.</summary>
    private const ulong StandardBehavior = 2;

    private static readonly nint s_vsnprintf = FindUnix();
    private static readonly nint s_vsprintf = FindWindows();

    public static string Format(byte* format, nint arguments)
    {
        byte* text = stackalloc byte[MaxBytes];
        text[0] = 0;
        if (s_vsnprintf != 0)
        {
            ((delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nint, int>)s_vsnprintf)(text, MaxBytes, format, arguments);
        }
        else if (s_vsprintf != 0)
        {
            ((delegate* unmanaged[Cdecl]<ulong, byte*, nuint, byte*, nint, nint, int>)s_vsprintf)(StandardBehavior, text, MaxBytes, format, 0, arguments);
        }

        return Marshal.PtrToStringUTF8((nint)(text[0] != 0 ? text : format)) ?? "";
    }

    private static bool IsKnownProcessor => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static nint FindUnix() =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && IsKnownProcessor && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "vsnprintf", out nint function) ? function : 0;

    private static nint FindWindows() =>
        OperatingSystem.IsWindows() && IsKnownProcessor && NativeLibrary.TryLoad("ucrtbase.dll", out nint library) && NativeLibrary.TryGetExport(library, "__stdio_common_vsprintf", out nint function) ? function : 0;
}
