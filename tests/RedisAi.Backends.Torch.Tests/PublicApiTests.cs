using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Holds the public surface to a reviewed text file, so that no change to it goes unseen.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Public_surface_matches_the_reviewed_file() =>
        Snapshot.AssertMatches(PublicApi.Describe(typeof(TorchBackend).Assembly), "PublicApi.Torch.txt");

    [Fact]
    public void Defaults_are_those_that_the_documentation_of_the_members_gives()
    {
        TorchModelOptions model = new();

        Assert.True(model.Optimize);
        Assert.False(model.AllowFileAccess);
        Assert.Empty(model.Inputs);
        Assert.Empty(model.Outputs);
        Assert.Null(new TorchBackendOptions().LibraryPath);
        Assert.False(new ScriptOptions().AllowFileAccess);
        Assert.Null(new ScriptOptions().Threads);
    }
}
