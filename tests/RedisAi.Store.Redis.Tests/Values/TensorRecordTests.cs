using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Values;

public sealed class TensorRecordTests
{
    /// <summary>Python's <c>struct.pack('&lt;4sBBHQ2q6f', b'RAT1', 1, 2, 0, 1785000000000123, 2, 3, 1, 2.5, -3, 0, float('inf'), 1e-3)</c>, as <c>.hex()</c> writes it.</summary>
    private const string FromPython =
        "52415431010200007b90ecb27257060002000000000000000300000000000000" + "0000803f00002040000040c0000000000000807f6f12833a";

    private static readonly Gen<(TensorDataType Type, long[] Shape)> s_kinds = Gen.Zip(
        Gen.Elements(Enum.GetValues<TensorDataType>()[1..]),
        Gen.Choose(0, 3).ListOf().Where(static lengths => lengths.Count < 5).Select(static lengths => lengths.Select(static length => (long)length).ToArray()));

    [Fact]
    public void Records_of_every_type_and_shape_give_the_tensor_back() => Properties.Hold(s_kinds, static kind =>
    {
        using AiTensor tensor = Example(kind.Type, kind.Shape);

        byte[] record = TensorRecord.Encode(tensor, 42);
        using AiTensor found = new(TensorRecord.Decode(record, out long version));

        Assert.Equal(42, version);
        Assert.Equal(kind.Type, found.DataType);
        Assert.Equal(kind.Shape, found.Shape.Dimensions.ToArray());
        Assert.True(tensor.ContentEquals(found));
    });

    [Fact]
    public void A_record_that_another_language_wrote_is_read()
    {
        byte[] record = Convert.FromHexString(FromPython);

        using AiTensor tensor = new(TensorRecord.Decode(record, out long version));

        Assert.Equal(1785000000000123, version);
        Assert.Equal("Float32[2,3]", tensor.ToString());
        Assert.Equal([1, 2.5f, -3, 0, float.PositiveInfinity, 1e-3f], tensor.AsSpan<float>().ToArray());
        Assert.Equal(record, TensorRecord.Encode(tensor, version));
    }

    [Fact]
    public void Texts_are_read_as_they_are_documented()
    {
        // One axis of two texts, in UTF-8: how they are encoded, their lengths, and then all of them.
        byte[] record = [.. "RAT1"u8, 14, 1, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, .. "hi"u8, .. "you"u8];

        using AiTensor tensor = new(TensorRecord.Decode(record, out long version));

        Assert.Equal(5, version);
        Assert.Equal(["hi", "you"], tensor.AsStrings().ToArray());
    }

    [Fact]
    public void A_client_that_gives_no_version_has_written_the_first_one()
    {
        using AiTensor tensor = AiTensor.Scalar(1f);

        TensorRecord.Decode(TensorRecord.Encode(tensor, 0), out long version).Release();

        Assert.Equal(1, version);
    }

    [Theory]
    [InlineData(0, 88, "RAT1")]
    [InlineData(4, 0, "type is 0")]
    [InlineData(4, 200, "type is 200")]
    [InlineData(5, 65, "65 axes")]
    [InlineData(5, 60, "60 axes")]
    [InlineData(6, 1, "Bytes 6 and 7")]
    [InlineData(15, 255, "version")]
    [InlineData(16, 3, "does not take 24 bytes")]
    [InlineData(23, 255, "negative")]
    [InlineData(23, 127, "elements")]
    public void Damaged_records_are_refused_with_the_reason(int place, byte value, string reason)
    {
        using AiTensor tensor = AiTensor.Create<float>([2, 3], [1, 2, 3, 4, 5, 6]);
        byte[] record = TensorRecord.Encode(tensor, 1);

        record[place] = value;

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => TensorRecord.Decode(record, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_cut_anywhere_is_refused()
    {
        using AiTensor tensor = AiTensor.CreateStrings([2, 1], ["one", "two"]);
        byte[] record = TensorRecord.Encode(tensor, 1);

        for (int length = 0; length < record.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => TensorRecord.Decode(record.AsMemory(0, length), out _));
        }
    }

    [Fact]
    public void Records_with_any_byte_changed_are_read_or_refused_and_nothing_else()
    {
        using AiTensor numbers = AiTensor.Create<bool>([2, 2], [true, false, true, true]);
        using AiTensor texts = AiTensor.CreateStrings([2], ["one", "two"]);
        foreach (AiTensor tensor in new[] { numbers, texts })
        {
            byte[] record = TensorRecord.Encode(tensor, 1);
            for (int place = 0; place < record.Length; place++)
            {
                for (int value = 0; value < 256; value++)
                {
                    byte[] changed = [.. record];
                    changed[place] = (byte)value;
                    try
                    {
                        TensorRecord.Decode(changed, out _).Release();
                    }
                    catch (InvalidDataException)
                    {
                        // As it should be.
                    }
                }
            }
        }
    }

    [Fact]
    public void A_truth_value_that_is_neither_is_refused()
    {
        using AiTensor tensor = AiTensor.Create<bool>([1], [true]);
        byte[] record = TensorRecord.Encode(tensor, 1);

        record[^1] = 2;

        Assert.Contains("neither 0 nor 1", Assert.Throws<InvalidDataException>(() => TensorRecord.Decode(record, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_no_memory_holds_is_refused_before_any_is_taken()
    {
        byte[] record = [.. "RAT1"u8, 8, 1, 0, 0, .. new byte[16]];
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), long.MaxValue / 2);

        Assert.Throws<InvalidDataException>(() => TensorRecord.Decode(record, out _));
    }

    [Fact]
    public void A_tensor_that_is_larger_than_a_value_of_redis_is_refused()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 1L << 30, "It takes 512 MiB of address space, and this machine has little memory.");

        // Memory that is never touched is never taken.
        using AiTensor tensor = new(TensorValue.Allocate(TensorDataType.Float32, TensorShape.Create(1L << 27)));

        TensorStoreFullException error = Assert.Throws<TensorStoreFullException>(() => TensorRecord.Encode(tensor, 1));

        Assert.Equal(512 << 20, error.Available);
        Assert.Equal((512L << 20) + 24, error.Requested);
    }

    /// <summary>A tensor whose elements are all different, as far as the type has so many.</summary>
    private static AiTensor Example(TensorDataType type, long[] shape)
    {
        int count = (int)TensorShape.Create(shape).ElementCount;
        if (type == TensorDataType.String)
        {
            return AiTensor.CreateStrings(shape, [.. Enumerable.Range(0, count).Select(static i => i % 7 == 6 ? "\ud800" : new string('ä', i))]);
        }

        byte[] bytes = new byte[count * type.SizeInBytes()];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = type == TensorDataType.Bool ? (byte)(i % 2) : (byte)((i * 37) + 1);
        }

        return AiTensor.FromBytes(type, shape, bytes);
    }
}
