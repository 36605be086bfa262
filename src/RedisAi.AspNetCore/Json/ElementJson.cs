using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RedisAi.AspNetCore.Json;

/// <summary>Elements of tensors as JSON values: exactly, or not at all.</summary>
/// <remarks>
/// Which of the branches below is taken, the compiler knows for each type of numbers; the others vanish. JSON has no word for NaN and infinity: an
/// answer has null for them, and a floating-point element is read from null (NaN) and from the texts NaN, Infinity and -Infinity.
/// </remarks>
internal static class ElementJson
{
    /// <summary>Reads the value at which a reader stands.</summary>
    /// <typeparam name="T">The C# type of the elements of a tensor; <see cref="string"/> for texts.</typeparam>
    /// <param name="reader">The reader; stays where it is.</param>
    /// <param name="value">The element, if this returns true.</param>
    /// <returns>False when the value is none of the type, or beyond its range.</returns>
    public static bool TryRead<T>(ref Utf8JsonReader reader, out T value)
    {
        if (typeof(T) == typeof(float))
        {
            bool read = TryReadSingle(ref reader, out float number);
            value = Unsafe.As<float, T>(ref number);
            return read;
        }

        if (typeof(T) == typeof(double))
        {
            bool read = TryReadDouble(ref reader, out double number);
            value = Unsafe.As<double, T>(ref number);
            return read;
        }

        if (typeof(T) == typeof(Half))
        {
            bool read = TryReadDouble(ref reader, out double wide);
            Half number = (Half)wide;
            value = Unsafe.As<Half, T>(ref number);
            return read && Half.IsInfinity(number) == double.IsInfinity(wide);
        }

        if (typeof(T) == typeof(BFloat16))
        {
            bool read = TryReadSingle(ref reader, out float wide);
            BFloat16 number = (BFloat16)wide;
            value = Unsafe.As<BFloat16, T>(ref number);
            return read && float.IsInfinity(number) == float.IsInfinity(wide);
        }

        if (typeof(T) == typeof(bool))
        {
            bool read = TryReadBoolean(ref reader, out bool truth);
            value = Unsafe.As<bool, T>(ref truth);
            return read;
        }

        if (typeof(T) == typeof(string))
        {
            string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            value = Unsafe.As<string?, T>(ref text);
            return text is not null;
        }

        return TryReadInteger(ref reader, out value);
    }

    /// <summary>Writes an element.</summary>
    /// <typeparam name="T">The C# type of the elements of a tensor; <see cref="string"/> for texts.</typeparam>
    /// <param name="json">Where to.</param>
    /// <param name="value">The element.</param>
    public static void Write<T>(Utf8JsonWriter json, T value)
    {
        if (typeof(T) == typeof(float))
        {
            Write(json, Unsafe.As<T, float>(ref value));
        }
        else if (typeof(T) == typeof(double))
        {
            Write(json, Unsafe.As<T, double>(ref value));
        }
        else if (typeof(T) == typeof(Half))
        {
            Write(json, (float)Unsafe.As<T, Half>(ref value));
        }
        else if (typeof(T) == typeof(BFloat16))
        {
            Write(json, (float)Unsafe.As<T, BFloat16>(ref value));
        }
        else if (typeof(T) == typeof(bool))
        {
            json.WriteBooleanValue(Unsafe.As<T, bool>(ref value));
        }
        else if (typeof(T) == typeof(string))
        {
            json.WriteStringValue(Unsafe.As<T, string>(ref value));
        }
        else if (typeof(T) == typeof(ulong))
        {
            json.WriteNumberValue(Unsafe.As<T, ulong>(ref value));
        }
        else
        {
            json.WriteNumberValue(ToInt64(value));
        }
    }

    private static bool TryReadSingle(ref Utf8JsonReader reader, out float value)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            // What is too large for the type comes back as infinity.
            return reader.TryGetSingle(out value) && float.IsFinite(value);
        }

        bool read = TryReadWord(ref reader, out double word);
        value = (float)word;
        return read;
    }

    private static bool TryReadDouble(ref Utf8JsonReader reader, out double value) => reader.TokenType == JsonTokenType.Number
        ? reader.TryGetDouble(out value) && double.IsFinite(value)
        : TryReadWord(ref reader, out value);

    private static bool TryReadWord(ref Utf8JsonReader reader, out double value)
    {
        value = double.NaN;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        if (reader.ValueTextEquals(NonFiniteWords.Infinity))
        {
            value = double.PositiveInfinity;
            return true;
        }

        if (reader.ValueTextEquals(NonFiniteWords.NegativeInfinity))
        {
            value = double.NegativeInfinity;
            return true;
        }

        return reader.ValueTextEquals(NonFiniteWords.NotANumber);
    }

    private static bool TryReadBoolean(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return true;
        }

        bool read = TryReadInteger(ref reader, out int number) && number is 0 or 1;
        value = read && number == 1;
        return read;
    }

    private static bool TryReadInteger<T>(ref Utf8JsonReader reader, out T value)
    {
        Unsafe.SkipInit(out value);
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        return typeof(T) == typeof(long) ? reader.TryGetInt64(out Unsafe.As<T, long>(ref value))
            : typeof(T) == typeof(int) ? reader.TryGetInt32(out Unsafe.As<T, int>(ref value))
            : typeof(T) == typeof(short) ? reader.TryGetInt16(out Unsafe.As<T, short>(ref value))
            : typeof(T) == typeof(sbyte) ? reader.TryGetSByte(out Unsafe.As<T, sbyte>(ref value))
            : typeof(T) == typeof(ulong) ? reader.TryGetUInt64(out Unsafe.As<T, ulong>(ref value))
            : typeof(T) == typeof(uint) ? reader.TryGetUInt32(out Unsafe.As<T, uint>(ref value))
            : typeof(T) == typeof(ushort) ? reader.TryGetUInt16(out Unsafe.As<T, ushort>(ref value))
            : typeof(T) == typeof(byte) ? reader.TryGetByte(out Unsafe.As<T, byte>(ref value))
            : throw new NotSupportedException($"No element of a tensor is of type {typeof(T)}.");
    }

    private static void Write(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static long ToInt64<T>(T value) => typeof(T) == typeof(long) ? Unsafe.As<T, long>(ref value)
        : typeof(T) == typeof(int) ? Unsafe.As<T, int>(ref value)
        : typeof(T) == typeof(short) ? Unsafe.As<T, short>(ref value)
        : typeof(T) == typeof(sbyte) ? Unsafe.As<T, sbyte>(ref value)
        : typeof(T) == typeof(uint) ? Unsafe.As<T, uint>(ref value)
        : typeof(T) == typeof(ushort) ? Unsafe.As<T, ushort>(ref value)
        : typeof(T) == typeof(byte) ? Unsafe.As<T, byte>(ref value)
        : throw new NotSupportedException($"No element of a tensor is of type {typeof(T)}.");
}
