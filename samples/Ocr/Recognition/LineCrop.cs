using System.Numerics;
using RedisAi.Samples.Ocr.Detection;

namespace RedisAi.Samples.Ocr.Recognition;

/// <summary>Cuts a line of text out of a picture, levels it, and makes of it what the recognition model was trained on.</summary>
internal static class LineCrop
{
    private const int Height = 48;

    /// <summary>Longer ones than that are no lines of text.</summary>
    private const int LargestWidth = 100 * Height;

    /// <summary>Lines are filled up to a multiple of this, so that some have the same width: only those share runs.</summary>
    private const int WidthStep = 64;

    /// <param name="picture">UInt8 [height, width, 3], red first.</param>
    /// <param name="box">Where the text is.</param>
    /// <returns>Float32 [1, 3, 48, width], blue first.</returns>
    public static AiTensor Cut(AiTensor picture, TextBox box)
    {
        int textWidth = Math.Clamp((int)MathF.Ceiling(Height * box.Width / box.Height), 1, LargestWidth);
        int width = WidthOf(textWidth);
        return AiTensor.Create<float, AiTensor>([1, 3, Height, width], picture, (planes, source) =>
        {
            planes.Clear();
            Fill(planes, new PixelReader(source), box, textWidth, width);
        });
    }

    /// <summary>The width of the tensor for text of so many pixels. Nothing else decides, so that a line is read alike whatever else is on the page.</summary>
    public static int WidthOf(int textWidth) => (textWidth + WidthStep - 1) / WidthStep * WidthStep;

    private static void Fill(Span<float> planes, PixelReader pixels, TextBox box, int textWidth, int width)
    {
        Vector2 corner = box.Centre - (box.Across * box.Width / 2) - (box.Down * box.Height / 2);
        Vector2 right = box.Across * box.Width / textWidth;
        Vector2 down = box.Down * box.Height / Height;
        Span<float> colour = stackalloc float[3];
        for (int i = 0; i < Height * textWidth; i++)
        {
            (int y, int x) = Math.DivRem(i, textWidth);
            Vector2 at = corner + (right * (x + 0.5f)) + (down * (y + 0.5f));
            pixels.Sample(at.X, at.Y, colour);
            for (int channel = 0; channel < 3; channel++)
            {
                planes[(((channel * Height) + y) * width) + x] = (colour[2 - channel] / 127.5f) - 1;
            }
        }
    }
}
