using System.Drawing;
using System.Numerics;

namespace RedisAi.Samples.Ocr.Detection;

/// <summary>Makes boxes of what the detection model gives.</summary>
internal static class TextFinder
{
    /// <summary>The model was trained to mark the inner part of a text only. The box grows by this, times its area over its circumference.</summary>
    private const float UnclipRatio = 1.5f;

    /// <summary>Flatter boxes are rules and dirt.</summary>
    private const float SmallestSide = 5;

    /// <param name="probabilities">Float32 [1, 1, height, width]: how likely each pixel is text.</param>
    /// <param name="picture">The picture, UInt8 [height, width, 3], which may be of another size.</param>
    /// <returns>The boxes in the order in which one reads, Float32 [count, 5], and the row of the page that each is in, Int64 [count].</returns>
    public static (AiTensor Boxes, AiTensor Rows) Find(AiTensor probabilities, AiTensor picture)
    {
        int height = (int)probabilities.Shape[2];
        int width = (int)probabilities.Shape[3];
        Vector2 scale = new((float)picture.Shape[1] / width, (float)picture.Shape[0] / height);
        IEnumerable<TextBox> boxes = TextRegions.Find(probabilities.AsSpan<float>(), width)
            .Select(region => ToBox(region, scale))
            .Where(static box => MathF.Min(box.Width, box.Height) >= SmallestSide);
        return ToTensors(ReadingOrder.Rows([.. boxes]));
    }

    private static TextBox ToBox(List<Point> region, Vector2 scale)
    {
        // All four corners of each pixel: a pixel has an area.
        IEnumerable<Vector2> corners = region.SelectMany(static pixel => (Vector2[])[new(pixel.X, pixel.Y), new(pixel.X + 1, pixel.Y), new(pixel.X, pixel.Y + 1), new(pixel.X + 1, pixel.Y + 1)]);
        TextBox box = TextBox.Around(ConvexHull.Of(corners.Select(corner => corner * scale)));
        float by = UnclipRatio * box.Width * box.Height / (2 * (box.Width + box.Height));
        return box.Grow(by).ReadingDirection();
    }

    private static (AiTensor Boxes, AiTensor Rows) ToTensors(List<List<TextBox>> rows)
    {
        TextBox[] boxes = [.. rows.SelectMany(static row => row)];
        long[] numbers = [.. rows.SelectMany(static (row, number) => row.Select(_ => (long)number))];
        AiTensor tensor = AiTensor.Create<float, TextBox[]>([boxes.Length, TextBox.Numbers], boxes, static (elements, boxes) =>
        {
            for (int i = 0; i < boxes.Length; i++)
            {
                boxes[i].Write(elements[(i * TextBox.Numbers)..]);
            }
        });
        return (tensor, AiTensor.Create<long>([numbers.Length], numbers));
    }
}
