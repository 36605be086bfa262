namespace RedisAi.Samples.Ocr;

/// <summary>Reads a picture, UInt8 [height, width, 3], between its pixels. Beyond its edges it goes on with what is at the edge.</summary>
internal readonly ref struct PixelReader
{
    private readonly ReadOnlySpan<byte> _pixels;

    public PixelReader(AiTensor picture)
    {
        _pixels = picture.AsSpan<byte>();
        Height = (int)picture.Shape[0];
        Width = (int)picture.Shape[1];
    }

    public int Width { get; }

    public int Height { get; }

    /// <param name="x">From the left edge; the middle of the first pixel is at 0.5.</param>
    /// <param name="y">From the upper edge.</param>
    /// <param name="colour">Takes red, green and blue, from 0 to 255.</param>
    public void Sample(double x, double y, Span<float> colour)
    {
        x = Math.Clamp(x - 0.5, 0, Width - 1);
        y = Math.Clamp(y - 0.5, 0, Height - 1);
        int left = (int)x;
        int top = (int)y;
        int right = Math.Min(left + 1, Width - 1);
        int bottom = Math.Min(top + 1, Height - 1);
        float across = (float)(x - left);
        float down = (float)(y - top);
        for (int channel = 0; channel < 3; channel++)
        {
            float above = Mix(At(left, top, channel), At(right, top, channel), across);
            float below = Mix(At(left, bottom, channel), At(right, bottom, channel), across);
            colour[channel] = Mix(above, below, down);
        }
    }

    private static float Mix(float first, float second, float share) => first + ((second - first) * share);

    private byte At(int x, int y, int channel) => _pixels[(((y * Width) + x) * 3) + channel];
}
