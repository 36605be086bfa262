namespace RedisAi.Samples.Ocr.Detection;

/// <summary>Makes of a picture what the detection model was trained on.</summary>
internal static class DetectionInput
{
    /// <summary>Larger pictures are made smaller: the model finds text of ten pixels, and its time goes with the area.</summary>
    private const int LongestSide = 960;

    /// <summary>The model halves the sides five times.</summary>
    private const int Step = 32;

    /// <summary>Means and deviations of the pictures that the model was trained on, blue first.</summary>
    private static readonly (float Mean, float Deviation)[] s_channels = [(0.485f, 0.229f), (0.456f, 0.224f), (0.406f, 0.225f)];

    /// <param name="picture">UInt8 [height, width, 3], red first.</param>
    /// <returns>Float32 [1, 3, height, width], blue first, with sides that are multiples of 32.</returns>
    public static AiTensor Of(AiTensor picture)
    {
        PixelReader pixels = new(picture);
        double scale = Math.Min(1, (double)LongestSide / Math.Max(pixels.Width, pixels.Height));
        int width = ToStep(pixels.Width * scale);
        int height = ToStep(pixels.Height * scale);
        return AiTensor.Create<float, AiTensor>([1, 3, height, width], picture, (planes, source) => Fill(planes, new PixelReader(source), width, height));
    }

    private static int ToStep(double side) => Math.Max(1, (int)Math.Round(side / Step)) * Step;

    private static void Fill(Span<float> planes, PixelReader pixels, int width, int height)
    {
        double acrossScale = (double)pixels.Width / width;
        double downScale = (double)pixels.Height / height;
        Span<float> colour = stackalloc float[3];
        for (int i = 0; i < width * height; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            pixels.Sample((x + 0.5) * acrossScale, (y + 0.5) * downScale, colour);
            for (int channel = 0; channel < 3; channel++)
            {
                (float mean, float deviation) = s_channels[channel];
                planes[(channel * width * height) + i] = ((colour[2 - channel] / 255) - mean) / deviation;
            }
        }
    }
}
