using FsCheck.Fluent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

public sealed class GraphPropertyTests
{
    [Fact]
    public void Random_graphs_give_what_plain_recursion_gives_whatever_happens_meanwhile() =>
        Properties.Hold(Gen.Choose(0, int.MaxValue - 1), static seed => GraphScenario.RunAsync(seed).GetAwaiter().GetResult(), count: 2_000);
}
