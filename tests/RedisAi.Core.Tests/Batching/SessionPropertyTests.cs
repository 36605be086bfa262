using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class SessionPropertyTests
{
    [Fact]
    public void Every_answer_is_that_of_one_call_after_the_other_whatever_happens_meanwhile() =>
        Scenarios.Hold(static seed => new SessionScenario(seed), count: 300);

    [Fact]
    public void Every_answer_is_that_of_the_version_that_the_session_is_on_whatever_is_promoted_or_rolled_back() =>
        Scenarios.Hold(static seed => new RoutedScenario(seed), count: 300);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_a_small_store_each_call_meets_all_states_or_none_and_leaves_all_or_none(bool evicts) =>
        Scenarios.Hold(seed => new BoundedScenario(seed, evicts), count: 300);

    [Fact]
    public void Scenario_of_a_seed_goes_the_same_way_each_time() => Scenarios.Repeat(static seed => new SessionScenario(seed));

    [Fact]
    public void Scenario_of_several_versions_goes_the_same_way_each_time() => Scenarios.Repeat(static seed => new RoutedScenario(seed));

    [Fact]
    public void Scenario_of_a_full_store_goes_the_same_way_each_time() => Scenarios.Repeat(static seed => new BoundedScenario(seed, evicts: false));
}
