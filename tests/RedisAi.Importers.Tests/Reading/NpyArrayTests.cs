using System.Buffers.Binary;
using System.Text;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Tests.Reading;

/// <summary>Arrays as numpy saves them, with records and texts, which tensors here do not have.</summary>
public sealed class NpyArrayTests
{
    [Theory]
    [InlineData("<i2", "0100feff", new double[] { 1, -2 })]
    [InlineData(">i2", "0001fffe", new double[] { 1, -2 })]
    [InlineData("<u4", "01000000ffffffff", new double[] { 1, uint.MaxValue })]
    [InlineData(">u8", "ffffffffffffffff", new double[] { ulong.MaxValue })]
    [InlineData("|b1", "0001", new double[] { 0, 1 })]
    [InlineData("|i1", "80", new double[] { -128 })]
    [InlineData("<f2", "003c", new double[] { 1 })]
    [InlineData("<f4", "0000c03f", new double[] { 1.5 })]
    [InlineData(">f4", "3fc00000", new double[] { 1.5 })]
    [InlineData("<f8", "000000000000f83f", new double[] { 1.5 })]
    public void Numbers_are_read_in_either_order_of_bytes(string type, string bytes, double[] expected)
    {
        NpyArray array = Read($"'{type}'", $"({expected.Length},)", Convert.FromHexString(bytes));

        Assert.Equal(expected, array.ToDoubles());
    }

    [Fact]
    public void An_array_whose_first_axis_is_fastest_is_turned()
    {
        NpyArray array = Read("'|u1'", "(2, 3)", [1, 2, 3, 4, 5, 6], fortran: true);

        Assert.Equal([1, 3, 5, 2, 4, 6], array.ToInt64s());
    }

    [Fact]
    public void Texts_are_read_without_their_padding()
    {
        NpyArray array = Read("'<U2'", "(2,)", Encoding.UTF32.GetBytes("aé").Concat(Encoding.UTF32.GetBytes("x\0")).ToArray());

        Assert.Equal(["aé", "x"], array.ToTexts());
    }

    [Fact]
    public void A_field_of_records_is_an_array_of_its_own()
    {
        byte[] records = [1, 9, 0, 2, 3, 0, 2, 9, 0, 4, 5, 0];
        NpyArray array = Read("[('a', '|u1'), ('', '|V1'), ('b', '>u2'), ('c', '|u1', (2,))]", "(2,)", records);

        Assert.Equal([1, 2], array.Field("a").ToInt64s());
        Assert.Equal([2, 4], array.Field("b").ToInt64s());
        Assert.Equal([2L, 2], array.Field("c").Shape);
        Assert.Equal([3, 0, 5, 0], array.Field("c").ToInt64s());
        Assert.False(array.HasField("d"));
    }

    [Theory]
    [InlineData("'|O'", "(1,)", 8, "'|O'")]
    [InlineData("'<f4'", "(3,)", 8, "has 8 bytes")]
    [InlineData("'<f4'", "(9223372036854775807, 9223372036854775807)", 8, "has 8 bytes")]
    [InlineData("'|u1'", "(0, 99999999999)", 1, "has 1 bytes")]
    [InlineData("'<f3'", "(1,)", 3, "'<f3'")]
    [InlineData("[('a', [('b', '<f4')])]", "(1,)", 4, "something other than a string")]
    [InlineData("'<U999999999'", "(1,)", 4, "'<U999999999'")]
    [InlineData("[('a', '<f8', (999999, 999999))]", "(1,)", 4, "bytes")]
    public void What_does_not_fit_the_bytes_is_refused(string type, string shape, int bytes, string reason)
    {
        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Read(type, shape, new byte[bytes]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static NpyArray Read(string type, string shape, byte[] data, bool fortran = false)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': {type}, 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n");
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)header.Length);
        return NpyArray.Read((byte[])[.. start, .. header, .. data], "a.npy");
    }
}
