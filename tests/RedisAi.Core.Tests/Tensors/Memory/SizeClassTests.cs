using FsCheck.Fluent;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class SizeClassTests
{
    [Fact]
    public void Class_holds_what_it_is_asked_for_and_the_one_before_does_not() => Properties.Hold(
        Gen.Choose(0, SizeClass.MaxBytes),
        static bytes =>
        {
            int index = SizeClass.IndexOf(bytes);

            Assert.True(SizeClass.BytesOf(index) >= bytes, $"{bytes} bytes do not fit.");
            Assert.True(index == 0 || SizeClass.BytesOf(index - 1) < bytes, $"{bytes} bytes would fit into a smaller class.");
        },
        count: 20_000);

    [Fact]
    public void Every_small_size_and_every_border_has_the_smallest_class_that_holds_it()
    {
        IEnumerable<int> borders = Enumerable.Range(0, SizeClass.Count).Select(SizeClass.BytesOf).SelectMany(static bytes => new[] { bytes - 1, bytes, bytes + 1 });
        foreach (int bytes in Enumerable.Range(0, 10_000).Concat(borders).Where(static bytes => bytes <= SizeClass.MaxBytes))
        {
            int index = SizeClass.IndexOf(bytes);

            Assert.True(SizeClass.BytesOf(index) >= bytes);
            Assert.True(index == 0 || SizeClass.BytesOf(index - 1) < bytes);
        }
    }

    [Fact]
    public void Classes_are_multiples_of_64_that_grow_by_at_most_a_quarter()
    {
        for (int index = 0; index < SizeClass.Count; index++)
        {
            int bytes = SizeClass.BytesOf(index);

            Assert.Equal(index, SizeClass.IndexOf(bytes));
            Assert.Equal(0, bytes % 64);
            if (index >= 8)
            {
                Assert.InRange(bytes, SizeClass.BytesOf(index - 1) + 1, SizeClass.BytesOf(index - 1) * 5 / 4);
            }
        }
    }

    [Fact]
    public void Largest_class_is_the_largest_pooled_size()
    {
        Assert.Equal(SizeClass.MaxBytes, SizeClass.BytesOf(SizeClass.Count - 1));
        Assert.Equal(SizeClass.Count - 1, SizeClass.IndexOf(SizeClass.MaxBytes));
    }
}
