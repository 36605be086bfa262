using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Store.Redis.Tests.Streams;

public class MessageInputsTests
{
    [Fact]
    public void Plain_values_have_the_declared_shape_with_the_open_axis_as_long_as_they_say()
    {
        float[] values = [1, 2, 3, 4, 5, 6];

        using AiTensor tensor = Read(MemoryMarshal.AsBytes<float>(values).ToArray(), TensorDataType.Float32, new ShapePattern([-1, 3]));

        Assert.Equal("Float32[2,3]", tensor.ToString());
        Assert.Equal(values, tensor.AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_tensor_record_says_its_own_type_and_shape()
    {
        using AiTensor written = AiTensor.Create<short>([2, 2], [1, 2, 3, 4]);

        using AiTensor tensor = Read(StreamField.FromTensor("x", written).Value.ToArray(), TensorDataType.Undefined, ShapePattern.Any);

        Assert.Equal("Int16[2,2]", tensor.ToString());
        Assert.Equal([1, 2, 3, 4], tensor.AsSpan<short>().ToArray());
    }

    [Fact]
    public void A_text_is_one_element_on_the_declared_axes()
    {
        using AiTensor tensor = Read(Encoding.UTF8.GetBytes("żółw"), TensorDataType.String, new ShapePattern([-1, 1]));

        Assert.Equal("String[1,1]", tensor.ToString());
        Assert.Equal(["żółw"], tensor.AsStrings().ToArray());
    }

    [Fact]
    public void Inputs_without_a_field_are_left_out()
    {
        NamedTensors read = MessageInputs.Read(
            new StreamMessage("1-0", null, [new StreamField("x", new byte[4])]), [Spec("x", TensorDataType.Float32, new ShapePattern([1])), Spec("y", TensorDataType.Float32, new ShapePattern([1]))]);

        (string name, AiTensor tensor) = Assert.Single(read);
        tensor.Dispose();
        Assert.Equal("x", name);
    }

    [Theory]
    [InlineData(7, TensorDataType.Float32, new long[] { -1 }, "The field 'x' has 7 bytes; Float32[-1] was expected, which takes a multiple of 4.")]
    [InlineData(4, TensorDataType.Float32, new long[] { 2 }, "The field 'x' has 4 bytes; Float32[2] was expected, which takes 8.")]
    [InlineData(4, TensorDataType.Float32, new long[] { -1, 0 }, "The field 'x' has 4 bytes; Float32[-1,0] was expected, which takes a multiple of 0.")]
    [InlineData(4, TensorDataType.Float32, new long[] { 4611686018427387904, 4, -1 }, "The field 'x' has 4 bytes; Float32[4611686018427387904,4,-1] was expected, which takes a multiple of 73786976294838206464.")]
    public void Values_of_another_length_are_refused_with_what_was_expected(int length, TensorDataType type, long[] shape, string message)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read(new byte[length], type, new ShapePattern(shape)));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Plain_values_whose_shape_is_open_are_refused()
    {
        Assert.Contains("more than one open axis", Assert.Throws<InvalidDataException>(() => Read(new byte[8], TensorDataType.Float32, new ShapePattern([-1, -1]))).Message, StringComparison.Ordinal);
        Assert.Contains("must be declared", Assert.Throws<InvalidDataException>(() => Read(new byte[8], TensorDataType.Undefined, ShapePattern.Any)).Message, StringComparison.Ordinal);
        Assert.Contains("is no tensor", Assert.Throws<InvalidDataException>(() => Read("RAT1 and no more"u8.ToArray(), TensorDataType.Float32, new ShapePattern([-1]))).Message, StringComparison.Ordinal);
    }

    private static AiTensor Read(byte[] value, TensorDataType type, ShapePattern shape) =>
        MessageInputs.Read(new StreamMessage("1-0", null, [new StreamField("x", value)]), [Spec("x", type, shape)])["x"];

    private static TensorSpec Spec(string name, TensorDataType type, ShapePattern shape) => new(name, type, shape);
}
