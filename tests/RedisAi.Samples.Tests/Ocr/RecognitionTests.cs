using System.Numerics;
using RedisAi.Samples.Ocr.Detection;
using RedisAi.Samples.Ocr.Recognition;
using RedisAi.Samples.Recognition;

namespace RedisAi.Samples.Tests.Ocr;

/// <summary>What comes before and after the models, on values that can be told in advance.</summary>
public sealed class RecognitionTests
{
    [Fact]
    public void Repeated_classes_are_one_character_unless_a_blank_is_between()
    {
        int[] steps = [0, 3, 3, 0, 3, 1, 1, 2, 0, 0];
        using AiTensor probabilities = AiTensor.Create<float>([1, steps.Length, 4], span =>
        {
            span.Fill(0.1f);
            for (int i = 0; i < steps.Length; i++)
            {
                span[(i * 4) + steps[i]] = 0.7f;
            }
        });

        using AiTensor line = CtcDecoder.Decode(probabilities);

        Assert.Equal([2L, 4], line.Shape.Dimensions.ToArray());
        Assert.Equal([3, 3, 1, 2, 0.7f, 0.7f, 0.7f, 0.7f], line.ToArray<float>());
    }

    [Fact]
    public void Lines_become_texts_with_their_mean_certainty()
    {
        using AiTensor line = AiTensor.Create<float>([2, 3], [2, 1, 3, 1, 0.5f, 0.75f]);
        using AiTensor empty = AiTensor.Create<float>([2, 0], []);

        using AiTensor texts = LineTexts.Texts([line, empty], new Characters(["a", "b"]));
        using AiTensor certainties = LineTexts.Certainties([line, empty]);

        Assert.Equal(["ba ", ""], texts.AsStrings().ToArray());
        Assert.Equal([0.75f, 0], certainties.ToArray<float>());
    }

    [Fact]
    public void Line_is_cut_out_level_and_filled_up_with_grey()
    {
        // The left half of the box is red, the right half is blue; the page is white, and turned by a quarter.
        using AiTensor picture = AiTensor.Create<byte>([200, 100, 3], static pixels =>
        {
            pixels.Fill(255);
            for (int i = 0; i < 200 * 100; i++)
            {
                (int y, int x) = Math.DivRem(i, 100);
                if (x is >= 26 and < 74 && y is >= 50 and < 146)
                {
                    (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = y < 98 ? ((byte)255, (byte)0, (byte)0) : ((byte)0, (byte)0, (byte)255);
                }
            }
        });

        using AiTensor crop = LineCrop.Cut(picture, new TextBox(new Vector2(50, 98), 96, 48, MathF.PI / 2));

        Assert.Equal([1L, 3, 48, 128], crop.Shape.Dimensions.ToArray());
        float[] planes = crop.ToArray<float>();
        Assert.Equal([-1, 1, 0], [At(0, 10, 20), At(0, 40, 90), At(0, 40, 100)]);
        Assert.Equal([-1, -1, 0], [At(1, 10, 20), At(1, 40, 90), At(1, 40, 100)]);
        Assert.Equal([1, -1, 0], [At(2, 10, 20), At(2, 40, 90), At(2, 40, 100)]);

        int At(int channel, int y, int x) => (int)MathF.Round(planes[(((channel * 48) + y) * 128) + x]);
    }

    [Fact]
    public void Detection_gets_planes_with_blue_first_and_sides_that_can_be_halved()
    {
        using AiTensor picture = AiTensor.Create<byte>([100, 1920, 3], static pixels => pixels.Fill(255));

        using AiTensor planes = DetectionInput.Of(picture);

        Assert.Equal([1L, 3, 64, 960], planes.Shape.Dimensions.ToArray());
        Assert.Equal((1 - 0.485f) / 0.229f, planes.AsSpan<float>()[0], 1e-5f);
        Assert.Equal((1 - 0.406f) / 0.225f, planes.AsSpan<float>()[^1], 1e-5f);
    }
}
