using RedisAi.Samples.Recognition;

namespace RedisAi.Samples.Tests.Shared;

public sealed class CharactersTests
{
    private static readonly Characters s_characters = new(["a", "b", "山"]);

    [Fact]
    public void Classes_are_the_lines_and_then_a_space() => Assert.Equal("ab 山", s_characters.ToText([1, 2, 4, 3]));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    public void Other_classes_are_refused(long label)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => s_characters.ToText([label]));

        Assert.Equal($"The model gave class {label}, and characters are the classes from 1 to 4.", error.Message);
    }
}
