using System.Text.Json;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>What the columns of a tensor are called, as declarations keep it.</summary>
public sealed class TensorColumnNamesTests
{
    [Fact]
    public void Declaration_keeps_them_when_it_is_written_and_read()
    {
        TensorSpec plain = new("X", TensorDataType.Float32, new ShapePattern([-1, 2]));

        Assert.Equal(["age", "the \"city\""], Kept(plain with { ColumnNames = ["age", "the \"city\""] }).ColumnNames);
        Assert.Empty(Kept(plain).ColumnNames);
        Assert.Equal(["age"], Kept(plain with { ColumnNames = ["age", "city"], UnusedColumns = ["age"] }).UnusedColumns);
        Assert.Empty(Kept(plain).UnusedColumns);
    }

    [Fact]
    public void Names_that_are_no_texts_are_refused()
    {
        using JsonDocument json = JsonDocument.Parse("""{"name":"x","type":2,"optional":false,"columns":[1,2]}""");

        Assert.Throws<FormatException>(() => TensorSpec.ReadFrom(json.RootElement));
    }

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
