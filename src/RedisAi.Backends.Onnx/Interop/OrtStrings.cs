using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Copies string tensors to the runtime and back, as UTF-8.</summary>
internal static unsafe class OrtStrings
{
    // Text that UTF-8 cannot carry is an error here, not a question mark in the model.
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes a value with a copy of the texts; the caller releases it.</summary>
    /// <param name="name">The input, for messages.</param>
    /// <param name="tensor">The texts.</param>
    /// <exception cref="TensorMismatchException">A text holds a NUL, where the runtime would end it, or half of a surrogate pair.</exception>
    public static nint Create(string name, in TensorValue tensor)
    {
        OrtRuntime runtime = OrtRuntime.Instance;
        ReadOnlySpan<long> dimensions = tensor.Shape.Dimensions;
        nint value;
        fixed (long* shape = dimensions)
        {
            runtime.Api.ThrowIfFailed(runtime.Api.CreateTensorAsOrtValue(
                runtime.Allocator, shape, (nuint)dimensions.Length, OrtElement.ToNative(TensorDataType.String), &value));
        }

        OrtHandle.CountCreated();
        try
        {
            Fill(runtime.Api, value, name, tensor.Strings);
            return value;
        }
        catch
        {
            OrtValues.Release(value);
            throw;
        }
    }

    /// <summary>Copies the texts of a value that the runtime made.</summary>
    public static string[] Read(nint value, int count)
    {
        if (count == 0)
        {
            return [];
        }

        OrtApi api = OrtRuntime.Instance.Api;
        nuint length;
        api.ThrowIfFailed(api.GetStringTensorDataLength(value, &length));
        byte[] content = new byte[checked((int)length)];
        nuint[] offsets = new nuint[count];
        fixed (byte* bytes = content)
        fixed (nuint* starts = offsets)
        {
            api.ThrowIfFailed(api.GetStringTensorContent(value, bytes, length, starts, (nuint)count));
        }

        string[] strings = new string[count];
        for (int i = 0; i < count; i++)
        {
            int end = i + 1 < count ? (int)offsets[i + 1] : content.Length;
            strings[i] = Encoding.UTF8.GetString(content.AsSpan((int)offsets[i]..end));
        }

        return strings;
    }

    private static void Fill(OrtApi api, nint value, string name, ReadOnlySpan<string> strings)
    {
        if (strings.IsEmpty)
        {
            return;
        }

        // All texts in one buffer, each ended by a NUL.
        int total = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            total = checked(total + Length(name, i, strings[i]) + 1);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(total);
        byte** starts = (byte**)NativeMemory.Alloc((nuint)strings.Length, (nuint)sizeof(byte*));
        try
        {
            fixed (byte* bytes = buffer)
            {
                int offset = 0;
                for (int i = 0; i < strings.Length; i++)
                {
                    starts[i] = bytes + offset;
                    offset += s_utf8.GetBytes(strings[i], buffer.AsSpan(offset));
                    buffer[offset++] = 0;
                }

                api.ThrowIfFailed(api.FillStringTensor(value, starts, (nuint)strings.Length));
            }
        }
        finally
        {
            NativeMemory.Free(starts);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Length(string name, int index, string text)
    {
        try
        {
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return s_utf8.GetByteCount(text);
            }
        }
        catch (EncoderFallbackException)
        {
        }

        throw new TensorMismatchException(
            name, "valid text without NUL", $"element {index}", $"Element {index} of input '{name}' holds a NUL or half of a surrogate pair, which ONNX Runtime cannot take.");
    }
}
