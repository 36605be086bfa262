using System.Reflection;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Architecture;

public sealed class FolderTests
{
    private static readonly Assembly s_core = typeof(RedisAiEngine).Assembly;

    [Fact]
    public void Folders_need_each_other_one_way()
    {
        FolderGraph graph = new(s_core, static folder => folder.Split('/')[0]);

        Assert.Empty(graph.Circles());
        Assert.True(graph.Folders.Count > 10);
        Assert.True(graph.Needs("Models", "Batching"));
        Assert.True(graph.Needs("Batching", "Execution"));
    }

    [Theory]
    [InlineData("Dags")]
    [InlineData("Tensors")]
    public void Folders_within_a_folder_need_each_other_one_way(string parent)
    {
        // What lies in the parent itself is its face: types that users name, which the folders within serve.
        FolderGraph graph = new(s_core, folder => folder.StartsWith(parent + "/", StringComparison.Ordinal) ? folder : null);

        Assert.Empty(graph.Circles());
        Assert.True(graph.Folders.Count > 1);
    }

    [Fact]
    public void A_circle_is_found()
    {
        // Models needs Batching, and Batching needs Execution.
        FolderGraph graph = new(s_core, static folder => folder is "Models" or "Execution" ? "first" : folder == "Batching" ? "second" : null);

        Assert.Equal(2, graph.Circles().Count());
    }

    [Fact]
    public void The_picture_of_the_architecture_shows_what_folders_need()
    {
        FolderGraph graph = new(s_core, static folder => folder.Length == 0 ? "RedisAiEngine" : folder.Split('/')[0]);
        FolderPicture picture = new(File.ReadAllText(Path.Combine(TestData.Root, "docs", "architecture.md")));

        Assert.Equal(graph.Folders, picture.Folders);
        Assert.All(picture.Arrows, arrow => Assert.True(graph.Needs(arrow.From, arrow.To), $"{arrow.From} does not need {arrow.To}."));
        Assert.All(graph.Edges, edge => Assert.True(picture.Reaches(edge.Key.From, edge.Key.To), $"The picture does not show that {edge.Value}."));
    }
}
