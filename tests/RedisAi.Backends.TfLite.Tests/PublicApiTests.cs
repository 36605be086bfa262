using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Holds the public surface to a reviewed text file, so that no change to it goes unseen.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Public_surface_matches_the_reviewed_file() =>
        Snapshot.AssertMatches(PublicApi.Describe(typeof(TfLiteBackend).Assembly), "PublicApi.TfLite.txt");
}
