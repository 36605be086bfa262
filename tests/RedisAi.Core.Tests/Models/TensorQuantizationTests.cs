using System.Text.Json;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>What whole numbers stand for, as declarations keep it.</summary>
public sealed class TensorQuantizationTests
{
    private static readonly TensorSpec s_plain = new("x", TensorDataType.Int8, new ShapePattern([-1, 4]));

    [Fact]
    public void Declaration_keeps_it_when_it_is_written_and_read()
    {
        TensorSpec quantised = s_plain with { Quantization = new TensorQuantization(0.1f, -128) };

        Assert.Equal(new TensorQuantization(0.1f, -128), Kept(quantised).Quantization);
        Assert.Null(Kept(s_plain).Quantization);
    }

    [Fact]
    public void Declaration_without_half_of_it_is_refused()
    {
        using JsonDocument json = JsonDocument.Parse("""{"name":"x","type":2,"optional":false,"scale":0.5}""");

        Assert.Throws<FormatException>(() => TensorSpec.ReadFrom(json.RootElement));
    }

    [Fact]
    public void Text_has_both_numbers() => Assert.Equal("scale 0.5, zero point 3", new TensorQuantization(0.5f, 3).ToString());

    private static TensorSpec Kept(TensorSpec spec)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            spec.WriteTo(writer);
            writer.WriteEndObject();
        }

        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        return TensorSpec.ReadFrom(json.RootElement);
    }
}
