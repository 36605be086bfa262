namespace RedisAi.Docs.Tests;

/// <summary>Holds the code on the pages to the code that the other tests of this project run.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void Every_block_on_a_page_names_its_region() =>
        Assert.Empty(Snippet.OnPages().Where(static block => block.Name is null).Select(static block => $"{block.Place} has no <!-- snippet: name --> before it."));

    [Fact]
    public void Every_block_on_a_page_is_the_code_of_its_region()
    {
        Dictionary<string, Snippet> regions = Snippet.InRegions().ToDictionary(static region => region.Name!);
        IReadOnlyList<Snippet> blocks = [.. Snippet.OnPages().Where(static block => block.Name is not null)];

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            Assert.True(regions.TryGetValue(block.Name!, out Snippet? region), $"{block.Place}: there is no #region {block.Name}.");
            Assert.True(region.Code == block.Code, $"{block.Place} is not what {region.Place} has:\n{region.Code}");
        });
    }

    [Fact]
    public void Every_region_is_on_one_page()
    {
        string[] shown = [.. Snippet.OnPages().Select(static block => block.Name).OfType<string>()];

        Assert.Equal(shown.Order(StringComparer.Ordinal), Snippet.InRegions().Select(static region => region.Name!).Order(StringComparer.Ordinal));
    }
}
