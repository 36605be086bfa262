using System.Drawing;

namespace RedisAi.Samples.Ocr.Detection;

/// <summary>Finds where pixels that are likely text hang together.</summary>
internal static class TextRegions
{
    /// <summary>From this probability on a pixel is text.</summary>
    private const float PixelThreshold = 0.3f;

    /// <summary>From this mean probability on a region is text.</summary>
    private const float RegionThreshold = 0.6f;

    /// <summary>Regions of fewer pixels are dirt.</summary>
    private const int FewestPixels = 10;

    /// <param name="probabilities">One for each pixel, row by row.</param>
    /// <param name="width">The length of a row.</param>
    /// <returns>The pixels of each region.</returns>
    public static List<List<Point>> Find(ReadOnlySpan<float> probabilities, int width)
    {
        List<List<Point>> regions = [];
        bool[] seen = new bool[probabilities.Length];
        for (int start = 0; start < probabilities.Length; start++)
        {
            if (!seen[start] && probabilities[start] > PixelThreshold)
            {
                List<Point> region = Follow(probabilities, width, start, seen);
                if (region.Count >= FewestPixels && Mean(probabilities, width, region) >= RegionThreshold)
                {
                    regions.Add(region);
                }
            }
        }

        return regions;
    }

    /// <summary>Goes from a pixel to all that touch it, also at a corner, and on from those.</summary>
    private static List<Point> Follow(ReadOnlySpan<float> probabilities, int width, int start, bool[] seen)
    {
        int height = probabilities.Length / width;
        List<Point> region = [new(start % width, start / width)];
        seen[start] = true;
        for (int next = 0; next < region.Count; next++)
        {
            Point at = region[next];
            for (int y = Math.Max(at.Y - 1, 0); y <= Math.Min(at.Y + 1, height - 1); y++)
            {
                for (int x = Math.Max(at.X - 1, 0); x <= Math.Min(at.X + 1, width - 1); x++)
                {
                    int place = (y * width) + x;
                    if (!seen[place] && probabilities[place] > PixelThreshold)
                    {
                        seen[place] = true;
                        region.Add(new Point(x, y));
                    }
                }
            }
        }

        return region;
    }

    private static float Mean(ReadOnlySpan<float> probabilities, int width, List<Point> region)
    {
        float sum = 0;
        foreach (Point pixel in region)
        {
            sum += probabilities[(pixel.Y * width) + pixel.X];
        }

        return sum / region.Count;
    }
}
