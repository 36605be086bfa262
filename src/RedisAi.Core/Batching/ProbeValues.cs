using System.Numerics;
using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Makes up the values of a row: the same ones each time, others for each input and row.</summary>
internal static class ProbeValues
{
    /// <summary>The most rows there are values for.</summary>
    public const int MaxRows = 8;

    /// <summary>So many values come again and again in a long row: a prime, so that they are not the same along any axis.</summary>
    private const int Period = 4093;

    private const long UsualSamplingRate = 16_000;

    private static readonly string[] s_words = ["red", "blue", "a", "New York", "green", "", "x1", "42"];

    // Rows 0 and 1 have one sign each, and together the sign of row 1: a branch on the sum over all rows goes another way than for row 0 alone.
    private static readonly (double Scale, double Offset)[] s_strong = [(0.5, 1), (1, -3), (4, 0), (0.25, 0.1), (10, -3), (0.05, 0), (2, 1), (1, -0.5)];

    /// <summary>Fills one row of an input.</summary>
    public static void Fill(TensorDataType type, ProbeKind kind, int input, int row, Span<byte> bytes)
    {
        int length = Math.Min(bytes.Length, Period * type.ByteSize());
        FillPeriod(type, kind, input, row, bytes[..length]);
        for (int end = length; end < bytes.Length; end += length)
        {
            bytes[..Math.Min(length, bytes.Length - end)].CopyTo(bytes[end..]);
        }
    }

    /// <summary>One text of a row.</summary>
    public static string Word(int input, int row, int element) => s_words[element == 0 ? row : (int)(Hash(input, row, element) % (ulong)s_words.Length)];

    /// <summary>Fills an input that is not per row: with ones, in place of which a sampling rate, by which audio models branch, is tried as well.</summary>
    public static void FillShared(TensorSpec spec, ProbeTrial trial, int input, Span<byte> bytes)
    {
        if (spec.DataType is TensorDataType.Float32 or TensorDataType.Float64 or TensorDataType.Float16 or TensorDataType.BFloat16)
        {
            Fill(spec.DataType, trial.Kind, input, trial.IsSecond ? 1 : 0, bytes);
            return;
        }

        int size = spec.DataType.ByteSize();
        long value = !trial.IsSecond ? 1 : spec.DataType == TensorDataType.Bool ? 0 : IsSamplingRate(spec) && size > 1 ? UsualSamplingRate : 2;
        for (int i = 0; i < bytes.Length; i += size)
        {
            Write(value, bytes.Slice(i, size));
        }
    }

    private static bool IsSamplingRate(TensorSpec spec) =>
        spec.Name.Equals("sr", StringComparison.OrdinalIgnoreCase) || spec.Name.Contains("rate", StringComparison.OrdinalIgnoreCase);

    private static void FillPeriod(TensorDataType type, ProbeKind kind, int input, int row, Span<byte> bytes)
    {
        switch (type)
        {
            case TensorDataType.Float32:
                Numbers<float>(kind, input, row, bytes, static value => (float)value);
                break;
            case TensorDataType.Float64:
                Numbers<double>(kind, input, row, bytes, static value => value);
                break;
            case TensorDataType.Float16:
                Numbers<Half>(kind, input, row, bytes, static value => (Half)value);
                break;
            case TensorDataType.BFloat16:
                Numbers<BFloat16>(kind, input, row, bytes, static value => (BFloat16)(float)value);
                break;
            default:
                WholeNumbers(type == TensorDataType.Bool || kind != ProbeKind.Strong ? 2 : 8, input, row, bytes, type.ByteSize());
                break;
        }
    }

    private static void Numbers<T>(ProbeKind kind, int input, int row, Span<byte> bytes, Func<double, T> convert)
        where T : unmanaged
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = convert(Number(kind, input, row, Hash(input, row, i) / (double)ulong.MaxValue));
        }
    }

    /// <summary>A number of a row, from one between 0 and 1.</summary>
    private static double Number(ProbeKind kind, int input, int row, double random)
    {
        (double scale, double offset) = s_strong[row];
        return kind switch
        {
            ProbeKind.Strong => ((scale * ((2 * random) - 1)) + offset) * (input % 2 == 0 ? 1 : -1),
            ProbeKind.Mild => (0.11 * row) + 0.02 + (0.2 * random),
            _ => 0.001 * (row + 1) * random,
        };
    }

    private static void WholeNumbers(int count, int input, int row, Span<byte> bytes, int size)
    {
        for (int i = 0; i < bytes.Length; i += size)
        {
            Write(i == 0 ? row % count : (long)(Hash(input, row, i) % (ulong)count), bytes.Slice(i, size));
        }
    }

    /// <summary>Writes the low bytes of a number, which are its value in any type that can hold it.</summary>
    private static void Write(long value, Span<byte> element)
    {
        for (int i = 0; i < element.Length; i++)
        {
            element[BitConverter.IsLittleEndian ? i : element.Length - 1 - i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>Mixes three numbers, as SplitMix64 does, into one that looks random and is the same each time.</summary>
    private static ulong Hash(int input, int row, int element)
    {
        ulong mixed = ((ulong)(uint)input << 40) + ((ulong)(uint)row << 32) + (uint)element + 0x9E37_79B9_7F4A_7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return BitOperations.RotateLeft(mixed ^ (mixed >> 31), 17);
    }
}
