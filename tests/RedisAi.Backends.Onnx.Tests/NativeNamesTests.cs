using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class NativeNamesTests
{
    private const int Count = 4;

    [Fact]
    public void Names_that_cannot_all_be_had_are_freed_and_nothing_else()
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            LeaveGarbage();
            MakeNames();
        }

        // What was not there and is freed all the same ends the process here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Fills memory that the next table of names is likely to get.</summary>
    private static void LeaveGarbage()
    {
        nint memory = Marshal.AllocCoTaskMem(Count * nint.Size);
        for (int i = 0; i < Count; i++)
        {
            Marshal.WriteIntPtr(memory, i * nint.Size, 0x4141_4141);
        }

        Marshal.FreeCoTaskMem(memory);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeNames() => Assert.Throws<NotSupportedException>(static () => new NativeNames(new OneName()));

    private sealed class OneName : IReadOnlyList<TensorSpec>
    {
        public int Count => NativeNamesTests.Count;

        public TensorSpec this[int index] =>
            index == 0 ? new TensorSpec("x", TensorDataType.Float32, ShapePattern.Any) : throw new NotSupportedException();

        public IEnumerator<TensorSpec> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
