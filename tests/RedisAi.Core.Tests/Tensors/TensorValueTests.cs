using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests;

public sealed class TensorValueTests
{
    [Fact]
    public void Value_is_filled_and_read_without_addresses()
    {
        TensorValue value = TensorValue.Allocate(TensorShape.Create(2, 2), out Span<float> elements);
        elements.Fill(3);

        Assert.Equal("Float32[2,2]", $"{value.DataType}{value.Shape}");
        Assert.Equal([3, 3, 3, 3], value.AsSpan<float>());

        value.Release();
    }

    [Fact]
    public void Value_is_made_of_bytes_of_any_type()
    {
        TensorValue value = TensorValue.Create(TensorDataType.Int16, TensorShape.Create(2, 1), [1, 0, 2, 1]);

        Assert.Equal("Int16[2,1]", $"{value.DataType}{value.Shape}");
        Assert.Equal([1, 258], value.AsSpan<short>().ToArray());

        value.Release();
    }

    [Theory]
    [InlineData(TensorDataType.Int16, 3, "Int16[2] takes 4 bytes; 3 were given.")]
    [InlineData(TensorDataType.Int16, 5, "Int16[2] takes 4 bytes; 5 were given.")]
    [InlineData(TensorDataType.String, 0, "A string tensor is made from its strings: use CreateStrings.")]
    public void Value_is_not_made_of_too_many_bytes_or_too_few_or_of_texts(TensorDataType type, int count, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TensorValue.Create(type, TensorShape.Create(2), new byte[count]));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_all_of_the_memory_has_a_backends_object_beside_it()
    {
        TensorValue whole = TensorValue.Allocate(TensorShape.Create(4), out Span<float> elements);
        elements.Clear();
        TensorValue start = new(whole.Buffer, TensorDataType.Float32, TensorShape.Create(2), 0);
        TensorValue end = new(whole.Buffer, TensorDataType.Float32, TensorShape.Create(2), 8);

        Assert.Equal((true, false, false), (whole.CanAttachNative, start.CanAttachNative, end.CanAttachNative));

        whole.Release();
    }

    [Fact]
    public void Value_that_is_read_as_another_type_says_so()
    {
        TensorValue value = TensorValue.Allocate(TensorShape.Create(2), out Span<float> elements);
        elements.Clear();

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => value.AsSpan<int>().Length);
        value.Release();

        Assert.Equal("The tensor Float32[2] holds Float32 elements, not Int32.", error.Message);
    }

    [Fact]
    public void Default_value_is_not_read()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => default(TensorValue).AsSpan<float>().Length);

        Assert.StartsWith("This is the default value, which holds no tensor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lent_value_is_forwarded_with_a_reference_and_not_released()
    {
        TensorValue value = TensorValue.Allocate(TensorShape.Create(2), out Span<float> elements);
        elements.Fill(1);
        TensorValue[] inputs = [value, default];
        TensorValue[] outputs = new TensorValue[3];

        LentValues.Lend(inputs);
        (outputs[0], outputs[1]) = (inputs[0], inputs[1]);
        Assert.Throws<InvalidOperationException>(() => inputs[0].Release());
        LentValues.TakeForwarded(outputs);

        Assert.Equal((false, false, true), (outputs[0].IsLent, outputs[1].IsLent, inputs[0].IsLent));
        Assert.True(outputs[1].IsEmpty);
        outputs[0].Release();
        Assert.Equal([1, 1], value.AsSpan<float>());
        LentValues.GiveUp(in inputs[0]);
    }

    [Fact]
    public void String_that_is_null_is_pointed_out()
    {
        ArgumentException missing = Assert.Throws<ArgumentException>(static () => AiTensor.CreateStrings([3], ["a", null!, "c"]));
        ArgumentException count = Assert.Throws<ArgumentException>(static () => AiTensor.CreateStrings([1], ["a", "b"]));

        Assert.StartsWith("The string at index 1 is null; an empty one is allowed.", missing.Message, StringComparison.Ordinal);
        Assert.StartsWith("The shape [1] takes 1 string; 2 were given.", count.Message, StringComparison.Ordinal);
    }
}
