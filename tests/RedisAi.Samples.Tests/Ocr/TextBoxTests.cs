using System.Numerics;
using RedisAi.Samples.Ocr.Detection;

namespace RedisAi.Samples.Tests.Ocr;

public sealed class TextBoxTests
{
    [Fact]
    public void Hull_has_the_corners_and_nothing_within()
    {
        Vector2[] points = [new(0, 0), new(4, 0), new(2, 0), new(4, 2), new(0, 2), new(1, 1), new(3, 1), new(0, 0)];

        List<Vector2> hull = ConvexHull.Of(points);

        Assert.Equal(4, hull.Count);
        Assert.Equivalent(new Vector2[] { new(0, 0), new(4, 0), new(4, 2), new(0, 2) }, hull);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-30)]
    [InlineData(44)]
    public void Smallest_rectangle_is_found_at_any_angle_and_read_from_left_to_right(float degrees)
    {
        float angle = float.DegreesToRadians(degrees);
        TextBox expected = new(new Vector2(100, 50), 80, 20, angle);

        TextBox box = TextBox.Around(ConvexHull.Of(Corners(expected))).ReadingDirection();

        Assert.Equal(expected.Centre.X, box.Centre.X, 1e-3f);
        Assert.Equal(expected.Centre.Y, box.Centre.Y, 1e-3f);
        Assert.Equal(80, box.Width, 1e-3f);
        Assert.Equal(20, box.Height, 1e-3f);
        Assert.Equal(angle, box.Angle, 1e-3f);
    }

    [Fact]
    public void High_box_is_read_from_top_to_bottom_unless_it_is_a_letter()
    {
        TextBox line = new TextBox(default, 20, 100, 0).ReadingDirection();
        TextBox letter = new TextBox(default, 20, 40, 0).ReadingDirection();

        Assert.Equal((100, 20), (line.Width, line.Height));
        Assert.Equal(1, line.Across.Y, 1e-6f);
        Assert.Equal(new TextBox(default, 20, 40, 0), letter);
    }

    [Fact]
    public void Rows_are_found_on_a_page_that_is_turned()
    {
        float angle = float.DegreesToRadians(5);
        TextBox page = new(default, 1, 1, angle);
        TextBox[] boxes = [.. from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 2) select Box(column * 600, row * 40)];

        List<List<TextBox>> rows = ReadingOrder.Rows([boxes[3], boxes[4], boxes[0], boxes[5], boxes[1], boxes[2]]);

        Assert.Equal([[boxes[0], boxes[1]], [boxes[2], boxes[3]], [boxes[4], boxes[5]]], rows);
        Assert.Empty(ReadingOrder.Rows([]));

        TextBox Box(float across, float down) => new((page.Across * across) + (page.Down * down), 100, 20, angle);
    }

    [Fact]
    public void Regions_hang_together_at_corners_and_dim_or_small_ones_are_left_out()
    {
        const int Width = 20;
        float[] map = new float[Width * 12];
        Paint(map, 0, 0, 4, 3, 0.9f);
        Paint(map, 4, 3, 4, 3, 0.9f);
        Paint(map, 12, 0, 5, 4, 0.5f);
        Paint(map, 12, 8, 2, 2, 0.9f);

        List<List<System.Drawing.Point>> regions = TextRegions.Find(map, Width);

        Assert.Equal(24, Assert.Single(regions).Count);

        static void Paint(float[] map, int left, int top, int width, int height, float value)
        {
            for (int y = top; y < top + height; y++)
            {
                map.AsSpan((y * Width) + left, width).Fill(value);
            }
        }
    }

    private static IEnumerable<Vector2> Corners(TextBox box)
    {
        Vector2 across = box.Across * box.Width / 2;
        Vector2 down = box.Down * box.Height / 2;
        return [box.Centre - across - down, box.Centre + across - down, box.Centre + across + down, box.Centre - across + down, box.Centre];
    }
}
