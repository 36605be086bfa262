using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Arguments of keys that make no sense.</summary>
public sealed class PlanArgumentTests
{
    [Theory]
    [InlineData("{ session }:latest", "The key '{ session }:latest' has a blank within { session }; write {session}. (Parameter 'key')")]
    [InlineData("{language }", "The key '{language }' has a blank within {language }; write {language}. (Parameter 'key')")]
    public async Task Blank_within_a_placeholder_is_refused(string key, string message)
    {
        await using RedisAiEngine ai = new();

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ai.CreateDag("p").Load(key)).Message);
    }

    [Fact]
    public async Task Empty_argument_is_refused()
    {
        await using RedisAiEngine ai = new();

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(Persisting(ai), 1, new DagRunOptions { Arguments = { ["language"] = "" } }));

        Assert.Equal("The plan 'p' must be given a value for {language}, and an empty text was given.", error.Message);
    }

    [Fact]
    public async Task Argument_that_no_key_names_is_refused_and_those_that_are_named_are_listed()
    {
        await using RedisAiEngine ai = new();

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => RunAsync(Persisting(ai), 1, new DagRunOptions { Arguments = { ["language"] = "de", ["langauge"] = "de" } }));

        Assert.Equal("The plan 'p' names no argument 'langauge'; it takes 'language'.", error.Message);
    }

    [Fact]
    public async Task Session_among_the_arguments_is_refused_with_the_place_for_it()
    {
        await using RedisAiEngine ai = new();

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => RunAsync(Persisting(ai), 1, new DagRunOptions { Arguments = { ["language"] = "de", ["session"] = "a" } }));

        Assert.Equal("The plan 'p' takes {session} from InferenceOptions.Session, and not from DagRunOptions.Arguments.", error.Message);
    }

    private static DagPlan Persisting(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Persist(dag.Function("f", static x => x, dag.Input("x")), "latest:{language}");
        return dag.Compile();
    }
}
