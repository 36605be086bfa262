using System.Globalization;

namespace RedisAi.Samples.Digits.Pictures;

/// <summary>Pictures of digits, 8 pixels wide and 8 high, each from 0, white, to 16, black; and what they show.</summary>
internal sealed class PictureSet
{
    /// <summary>Digits are as many pixels wide, and as many high.</summary>
    public const int Side = 8;

    /// <summary>What a pixel is at most.</summary>
    public const float Black = 16;

    private const string Shades = " .:-=+*#%@";

    private readonly float[] _pixels;
    private readonly int[] _labels;

    private PictureSet(float[] pixels, int[] labels) => (_pixels, _labels) = (pixels, labels);

    public int Count => _labels.Length;

    /// <summary>The pixels of one, row by row.</summary>
    public ReadOnlySpan<float> this[int number] => _pixels.AsSpan(number * Side * Side, Side * Side);

    /// <summary>Reads pictures and labels, one row each.</summary>
    /// <exception cref="InvalidDataException">They are of another size, or not as many.</exception>
    public static PictureSet Read(string pictures, string labels)
    {
        float[] pixels = ReadNumbers(pictures);
        int[] truth = [.. ReadNumbers(labels).Select(static label => (int)label)];
        return pixels.Length == truth.Length * Side * Side ? new PictureSet(pixels, truth)
            : throw new InvalidDataException($"'{pictures}' has {pixels.Length} pixels, and '{labels}' {truth.Length} labels; {Side * Side} pixels a label are expected.");
    }

    /// <summary>What a picture shows.</summary>
    public int TruthOf(int number) => _labels[number];

    /// <summary>A picture as lines of text.</summary>
    public IEnumerable<string> Draw(int number)
    {
        for (int row = 0; row < Side; row++)
        {
            yield return string.Concat(Enumerable.Range(row * Side, Side).Select(place => new string(Shades[(int)(_pixels[(number * Side * Side) + place] / Black * (Shades.Length - 1))], 2)));
        }
    }

    private static float[] ReadNumbers(string path)
    {
        using AiTensor tensor = NpyFile.Load(path);
        return tensor.DataType switch
        {
            TensorDataType.UInt8 => Array.ConvertAll(tensor.AsSpan<byte>().ToArray(), static number => (float)number),
            TensorDataType.Int64 => Array.ConvertAll(tensor.AsSpan<long>().ToArray(), static number => (float)number),
            TensorDataType.Float32 => tensor.AsSpan<float>().ToArray(),
            var type => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has numbers of the type {type}.")),
        };
    }
}
