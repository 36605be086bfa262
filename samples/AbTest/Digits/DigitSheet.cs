using RedisAi.Samples.Pictures;

namespace RedisAi.Samples.AbTest.Digits;

/// <summary>Pictures of digits, cut out of a sheet that has the digits from 0 to 9 side by side, over and over.</summary>
internal sealed class DigitSheet : IDisposable
{
    /// <summary>Digits are as many pixels wide, and as many high.</summary>
    public const int Side = 8;

    private readonly AiTensor[] _pictures;

    private DigitSheet(AiTensor[] pictures) => _pictures = pictures;

    public int Count => _pictures.Length;

    /// <summary>A digit, UInt8 [1, 64], bright on dark. It belongs to the sheet.</summary>
    public AiTensor this[int number] => _pictures[number];

    public static DigitSheet Read(string path)
    {
        using AiTensor sheet = PngFile.Read(path);
        int columns = (int)sheet.Shape[1] / Side;
        int rows = (int)sheet.Shape[0] / Side;
        AiTensor[] pictures = new AiTensor[columns * rows];
        for (int i = 0; i < pictures.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            pictures[i] = AiTensor.Create<byte, AiTensor>([1, Side * Side], sheet, (pixels, sheet) => Cut(sheet, row * Side, column * Side, pixels));
        }

        return new DigitSheet(pictures);
    }

    /// <summary>What the picture shows.</summary>
    public static int TruthOf(int number) => number % 10;

    public void Dispose() => Array.ForEach(_pictures, static picture => picture.Dispose());

    /// <summary>The sheet is grey: one of its three equal channels will do.</summary>
    private static void Cut(AiTensor sheet, int top, int left, Span<byte> pixels)
    {
        ReadOnlySpan<byte> source = sheet.AsSpan<byte>();
        int width = (int)sheet.Shape[1];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, Side);
            pixels[i] = source[(((top + y) * width) + left + x) * 3];
        }
    }
}
