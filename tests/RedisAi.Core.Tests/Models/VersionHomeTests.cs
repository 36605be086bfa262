using RedisAi.Models;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class VersionHomeTests
{
    [Fact]
    public void Sessions_that_come_and_go_at_the_same_moment_are_all_counted()
    {
        // Closed: it tells no version when it is empty, and needs none.
        VersionHome home = new(version: null!);

        int come = Threads.RunInStep(2, 100_000, (_, _) => home.SessionCame());
        Assert.Equal(2 * come, home.Sessions);
        int gone = Threads.RunInStep(2, come, (_, _) => home.SessionLeft());

        Assert.Equal(2 * (come - gone), home.Sessions);
    }
}
