namespace RedisAi.Backends.TfLite.Format;

/// <summary>The element types of files and of the library, which number them differently.</summary>
internal static class TfLiteElement
{
    private const int LastInFile = 18;

    private static readonly (int InFile, int InLibrary, TensorDataType Type)[] s_types =
    [
        (0, 1, TensorDataType.Float32), (1, 10, TensorDataType.Float16), (2, 2, TensorDataType.Int32), (3, 3, TensorDataType.UInt8),
        (4, 4, TensorDataType.Int64), (6, 6, TensorDataType.Bool), (7, 7, TensorDataType.Int16), (9, 9, TensorDataType.Int8),
        (10, 11, TensorDataType.Float64), (12, 13, TensorDataType.UInt64), (15, 16, TensorDataType.UInt32), (16, 17, TensorDataType.UInt16),
    ];

    /// <summary>The element type of a file's number; null for those that no tensor of ours has, and for texts, which the backend does not take.</summary>
    public static TensorDataType? FromFile(int number)
    {
        foreach ((int inFile, _, TensorDataType type) in s_types)
        {
            if (inFile == number)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The library's number of an element type that it has.</summary>
    public static int ToLibrary(TensorDataType type) => Array.Find(s_types, entry => entry.Type == type).InLibrary;

    /// <summary>Whether the format has the number at all.</summary>
    public static bool IsKnown(int number) => number is >= 0 and <= LastInFile;

    /// <summary>Whether a file's number stands for whole numbers that quantised networks compute with.</summary>
    public static bool IsWhole(int number) => number is 3 or 7 or 9;

    /// <summary>What the format calls a number.</summary>
    public static string NameOf(int number) => number switch
    {
        5 => "strings",
        8 or 11 => "complex numbers",
        13 => "handles of resources",
        14 => "variants",
        17 => "whole numbers of 4 bits",
        18 => "bfloat16 numbers",
        _ => $"elements of type {number}",
    };

    /// <summary>The bytes of an element of a file's number; 0 for those whose size a type does not tell.</summary>
    public static int SizeOf(int number) => number switch
    {
        8 => 8,
        11 => 16,
        18 => 2,
        _ => FromFile(number) is { } type ? (int)Tensors.TensorValue.ByteLengthOf(type, TensorShape.Scalar) : 0,
    };
}
