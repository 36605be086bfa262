using System.Runtime.InteropServices;

namespace RedisAi.Testing;

/// <summary>Asks the C library how much memory is in use.</summary>
public static partial class NativeHeap
{
    /// <summary>Gets the bytes in use, or null where the C library does not tell.</summary>
    public static long? BytesInUse
    {
        get
        {
            try
            {
                MallocInfo info = MallInfo2();
                return (long)(info.InUse + info.Mapped);
            }
            catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
            {
                return null;
            }
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static partial MallocInfo MallInfo2();

    /// <summary><c>struct mallinfo2</c> of glibc 2.33 and later.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint Arena;
        public readonly nuint FreeChunks;
        public readonly nuint FastChunks;
        public readonly nuint Mappings;
        public readonly nuint Mapped;
        public readonly nuint MostInUse;
        public readonly nuint FastFree;
        public readonly nuint InUse;
        public readonly nuint Free;
        public readonly nuint Trimmable;
    }
}
