using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ShapePatternTests
{
    [Theory]
    [InlineData(new long[] { -1, 3 }, new long[] { 7, 3 }, true)]
    [InlineData(new long[] { -1, 3 }, new long[] { 0, 3 }, true)]
    [InlineData(new long[] { -1, 3 }, new long[] { 7, 4 }, false)]
    [InlineData(new long[] { -1, 3 }, new long[] { 3 }, false)]
    [InlineData(new long[] { -1, 3 }, new long[] { 7, 3, 1 }, false)]
    [InlineData(new long[] { }, new long[] { }, true)]
    [InlineData(new long[] { }, new long[] { 1 }, false)]
    [InlineData(new long[] { 0 }, new long[] { 0 }, true)]
    public void Fixed_lengths_and_rank_must_fit(long[] pattern, long[] shape, bool accepted)
    {
        Assert.Equal(accepted, new ShapePattern(pattern).Accepts(TensorShape.Create(shape)));
    }

    [Fact]
    public void Pattern_without_rank_takes_everything()
    {
        Assert.True(ShapePattern.Any.Accepts(TensorShape.Scalar));
        Assert.True(ShapePattern.Any.Accepts(TensorShape.Create(1, 2, 3)));
        Assert.False(ShapePattern.Any.IsRankKnown);
        Assert.Equal("[...]", ShapePattern.Any.ToString());
        Assert.Equal("The rank is not declared; ask IsRankKnown first.", Assert.Throws<InvalidOperationException>(() => ShapePattern.Any.Rank).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ShapePattern.Any[0]);
    }

    [Fact]
    public void Text_shows_names_where_there_are_any()
    {
        Assert.Equal("[batch,-1,3]", new ShapePattern([-1, -1, 3], ["batch", "", ""]).ToString());
        Assert.Equal("[]", new ShapePattern([]).ToString());
        Assert.Equal(["batch", ""], new ShapePattern([-1, 3], ["batch", ""]).Symbols.ToArray());
    }

    [Fact]
    public void Pattern_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ShapePattern([-2]));
        Assert.Throws<ArgumentException>(() => new ShapePattern([1, 2], ["a"]));
    }

    [Fact]
    public void Signature_refuses_names_that_are_missing_or_come_twice()
    {
        TensorSpec x = Functions.Spec("x");

        Assert.Throws<ArgumentException>(() => new ModelSignature([x, x], []));
        Assert.Throws<ArgumentException>(() => new ModelSignature([], [x, x]));
        Assert.Throws<ArgumentException>(() => new ModelSignature([null!], []));
        Assert.Throws<ArgumentException>(() => new ModelSignature([x with { Name = null! }], []));
        Assert.Equal("(x any[...]) -> ()", new ModelSignature([new TensorSpec("x", TensorDataType.Undefined, ShapePattern.Any)], []).ToString());
    }
}
