using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests;

/// <summary>Holds the public surface to a reviewed text file, so that no change to it goes unseen.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Public_surface_matches_the_reviewed_file() =>
        Snapshot.AssertMatches(PublicApi.Describe(typeof(RedisTensorStore).Assembly), "PublicApi.Redis.txt");
}
