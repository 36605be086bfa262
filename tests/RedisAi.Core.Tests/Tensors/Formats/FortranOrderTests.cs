using FsCheck;
using FsCheck.Fluent;
using RedisAi.Tensors.Formats;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

public sealed class FortranOrderTests
{
    [Fact]
    public void Element_of_each_index_is_where_row_major_order_has_it()
    {
        Gen<long[]> shapes = Gen.Choose(0, 5).SelectMany(static rank => Gen.ArrayOf(Gen.Choose(1, 4).Select(static length => (long)length), rank));

        Prop.ForAll(Arb.From(shapes), dimensions =>
        {
            TensorShape shape = TensorShape.Create(dimensions);
            int[] source = [.. Enumerable.Range(0, (int)shape.ElementCount)];
            int[] expected = [.. source.Select(element => ColumnMajorPlace(element, dimensions))];

            if (FortranOrder.IsSameAsRowMajor(shape))
            {
                Assert.Equal(expected, source);
                return;
            }

            int[] actual = new int[source.Length];
            FortranOrder.ToRowMajor(ref source[0], ref actual[0], shape);
            Assert.Equal(expected, actual);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500));
    }

    [Theory]
    [InlineData(new long[] { }, true)]
    [InlineData(new long[] { 5 }, true)]
    [InlineData(new long[] { 1, 5, 1 }, true)]
    [InlineData(new long[] { 2, 0, 3 }, true)]
    [InlineData(new long[] { 2, 2 }, false)]
    public void Shapes_of_one_long_axis_need_no_rearranging(long[] dimensions, bool same) =>
        Assert.Equal(same, FortranOrder.IsSameAsRowMajor(TensorShape.Create(dimensions)));

    /// <summary>Where an element stands in Fortran's order, given its place in row-major order: the slow and plain way.</summary>
    private static int ColumnMajorPlace(int place, long[] dimensions)
    {
        long[] index = new long[dimensions.Length];
        for (int axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            index[axis] = place % dimensions[axis];
            place /= (int)dimensions[axis];
        }

        long result = 0;
        for (int axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            result = (result * dimensions[axis]) + index[axis];
        }

        return (int)result;
    }
}
