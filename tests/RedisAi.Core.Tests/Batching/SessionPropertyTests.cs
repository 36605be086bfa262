using FsCheck.Fluent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class SessionPropertyTests
{
    [Fact]
    public void Every_answer_is_that_of_one_call_after_the_other_whatever_happens_meanwhile() =>
        Properties.Hold(Gen.Choose(0, int.MaxValue - 1), static seed =>
        {
            using SessionScenario scenario = new(seed);
            scenario.Run();
        }, count: 300);
}
