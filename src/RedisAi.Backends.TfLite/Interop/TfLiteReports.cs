using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>Collects what the library says of one interpreter, on whichever thread it does.</summary>
internal sealed unsafe class TfLiteReports
{
    /// <summary>A model of many operators could fail in each of them.</summary>
    private const int MaxLength = 2000;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    /// <summary>The function that the library calls, as its header has it: a context of ours, a format and a <c>va_list</c>.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Receive(nint context, byte* format, nint arguments)
    {
        try
        {
            ((TfLiteReports)GCHandle.FromIntPtr(context).Target!).Add(NativeText.Format(format, arguments));
        }
#pragma warning disable CA1031 // Nothing may go up into native code, which would end the process.
        catch
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>The error for what was said, which is forgotten.</summary>
    /// <param name="code">The library's code.</param>
    /// <param name="otherwise">What to say where it has said nothing.</param>
    public BackendException ToException(int code, string otherwise)
    {
        lock (_lock)
        {
            string text = _text.Length > 0 ? _text.ToString() : otherwise;
            _text.Clear();
            return new BackendException(TfLiteLibrary.BackendName, code, text);
        }
    }

    private void Add(string text)
    {
        lock (_lock)
        {
            string line = text.ReplaceLineEndings(" ").Trim();
            if (line.Length > 0 && _text.Length < MaxLength)
            {
                _text.Append(_text.Length > 0 ? " " : "").Append(line);
            }
        }
    }
}
