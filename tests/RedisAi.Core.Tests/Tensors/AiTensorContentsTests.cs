using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorContentsTests
{
    [Fact]
    public void Doubles_become_floats()
    {
        using AiTensor doubles = AiTensor.Create<double>([2, 2], [1.5, -2, 1e300, double.NaN]);
        using AiTensor floats = doubles.ConvertTo(TensorDataType.Float32);

        Assert.Equal("Float32[2,2]", $"{floats}");
        Assert.Equal([1.5f, -2, float.PositiveInfinity, float.NaN], floats.AsSpan<float>());
    }

    [Fact]
    public void Integers_get_the_whole_part_the_nearest_limit_and_zero_for_what_is_no_number()
    {
        using AiTensor floats = AiTensor.Create<float>([8], [1.9f, -1.9f, 300, -300, float.NaN, float.PositiveInfinity, 0, 255]);
        using AiTensor bytes = floats.ConvertTo(TensorDataType.UInt8);
        using AiTensor shorts = floats.ConvertTo(TensorDataType.Int16);
        using AiTensor small = shorts.ConvertTo(TensorDataType.Int8);

        Assert.Equal([1, 0, 255, 0, 0, 255, 0, 255], bytes.ToArray<byte>());
        Assert.Equal([1, -1, 300, -300, 0, short.MaxValue, 0, 255], shorts.ToArray<short>());
        Assert.Equal([1, -1, 127, -128, 0, 127, 0, 127], small.ToArray<sbyte>());
    }

    [Fact]
    public void Truth_values_are_one_and_zero_and_whatever_is_not_zero_is_true()
    {
        using AiTensor flags = AiTensor.Create<bool>([2], [true, false]);
        using AiTensor numbers = flags.ConvertTo(TensorDataType.Int64);
        using AiTensor floats = AiTensor.Create<float>([4], [0, -0f, 0.1f, float.NaN]);
        using AiTensor tests = floats.ConvertTo(TensorDataType.Bool);

        Assert.Equal([1, 0], numbers.AsSpan<long>());
        Assert.Equal([false, false, true, true], tests.AsSpan<bool>());
    }

    [Fact]
    public void Every_type_of_numbers_becomes_every_other()
    {
        TensorDataType[] types = [.. Enum.GetValues<TensorDataType>().Where(static type => type is not (TensorDataType.Undefined or TensorDataType.String or TensorDataType.Bool))];
        using AiTensor source = AiTensor.Create<int>([3], [0, 1, 100]);

        foreach (TensorDataType from in types)
        {
            using AiTensor converted = source.ConvertTo(from);
            foreach (TensorDataType to in types)
            {
                using AiTensor again = converted.ConvertTo(to);
                using AiTensor back = again.ConvertTo(TensorDataType.Int32);
                Assert.Equal($"{to}[3]", $"{again}");
                Assert.True(back.ContentEquals(source), $"{from} to {to}: {again.Format()}");
            }
        }
    }

    [Fact]
    public void Conversion_to_the_same_type_copies_nothing()
    {
        using AiTensor tensor = AiTensor.Create<float>([2], [1, 2]);
        using AiTensor same = tensor.ConvertTo(TensorDataType.Float32);

        Assert.True(same.AsSpan<float>() == tensor.AsSpan<float>());
    }

    [Fact]
    public void Strings_are_not_converted()
    {
        using AiTensor texts = AiTensor.Scalar("1");
        using AiTensor number = AiTensor.Scalar(1f);

        Assert.Equal("The tensor String[] holds String elements, not Float32.", Assert.Throws<TensorMismatchException>(() => texts.ConvertTo(TensorDataType.Float32)).Message);
        Assert.StartsWith(
            "The tensor Float32[] is not converted to String: only numbers and truth values are made.",
            Assert.Throws<ArgumentException>(() => number.ConvertTo(TensorDataType.String)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_are_equal_where_type_shape_and_elements_are()
    {
        using AiTensor tensor = AiTensor.Create<float>([2, 1], [1, float.NaN]);
        using AiTensor same = AiTensor.Create<float>([2, 1], [1, float.NaN]);
        using AiTensor shape = tensor.Reshape([1, 2]);
        using AiTensor type = AiTensor.Create(TensorDataType.Int32, [2, 1]);
        using AiTensor elements = AiTensor.Create<float>([2, 1], [1, 2]);
        using AiTensor texts = AiTensor.CreateStrings([2], ["a", "b"]);
        using AiTensor sameTexts = AiTensor.CreateStrings([2], ["a", new string('b', 1)]);
        using AiTensor otherTexts = AiTensor.CreateStrings([2], ["a", "B"]);

        Assert.True(tensor.ContentEquals(same));
        Assert.All([shape, type, elements, texts], other => Assert.False(tensor.ContentEquals(other)));
        Assert.True(texts.ContentEquals(sameTexts));
        Assert.False(texts.ContentEquals(otherTexts));
    }

    [Fact]
    public void Text_has_the_first_elements()
    {
        using AiTensor numbers = AiTensor.Create<float>([2, 2], [1, 2.5f, -3, 4]);
        using AiTensor texts = AiTensor.CreateStrings([2], ["tabby", ""]);
        using AiTensor none = AiTensor.Create<long>([0], []);
        using AiTensor flag = AiTensor.Scalar(true);
        using AiTensor small = AiTensor.Create<BFloat16>([1], [(BFloat16)0.5f]);

        Assert.Equal("Float32[2,2]: 1, 2.5, -3, 4", numbers.Format());
        Assert.Equal("Float32[2,2]: 1, 2.5, ...", numbers.Format(2));
        Assert.Equal("Float32[2,2]: ...", numbers.Format(0));
        Assert.Equal("String[2]: \"tabby\", \"\"", texts.Format());
        Assert.Equal("Int64[0]:", none.Format());
        Assert.Equal(("Bool[]: true", "BFloat16[1]: 0.5"), (flag.Format(), small.Format()));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.Format(-1));
    }

    [Fact]
    public void Size_of_an_element_is_known()
    {
        Assert.Equal((4, 8, 2, 1, 0), (
            TensorDataType.Float32.SizeInBytes(),
            TensorDataType.Int64.SizeInBytes(),
            TensorDataType.BFloat16.SizeInBytes(),
            TensorDataType.Bool.SizeInBytes(),
            TensorDataType.String.SizeInBytes()));
        Assert.Throws<ArgumentOutOfRangeException>(static () => TensorDataType.Undefined.SizeInBytes());
    }
}
