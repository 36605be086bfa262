using FsCheck.Fluent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>Runs scenarios of many seeds; what fails says its seed, and goes the same way again with <c>PROPERTY_SEED</c>.</summary>
internal static class Scenarios
{
    /// <summary>Runs scenarios, each of which says itself what must hold.</summary>
    public static void Hold(Func<int, Scenario> create, int count) => Properties.Hold(Gen.Choose(0, int.MaxValue - 1), seed => Run(create, seed), count);

    /// <summary>Runs scenarios twice: the same must happen, at the same time. Without this a failure would say nothing.</summary>
    public static void Repeat(Func<int, Scenario> create, int count = 30) => Properties.Hold(
        Gen.Choose(0, int.MaxValue - 1), seed => Assert.Equal(Run(create, seed), Run(create, seed)), count);

    private static IReadOnlyList<string> Run(Func<int, Scenario> create, int seed)
    {
        using Scenario scenario = create(seed);
        scenario.Run();
        return scenario.Trace;
    }
}
