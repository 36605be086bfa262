using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Loads that fail late leave nothing open.</summary>
public sealed class FailedLoadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_that_fails_where_more_threads_are_tried_is_closed(bool makesNoExecution)
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "More threads are tried where there are processors for them.");
        ManualTimeProvider time = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            // The first one is so slow that more threads are tried.
            time.Advance(TimeSpan.FromMilliseconds(30));
            Action fails = session.Number > 1 ? static () => throw new InvalidTimeZoneException("Nowhere.") : static () => { };
            fails();
            FakeSession.Echo(session, stop, inputs, outputs);
        })
        {
            ExecutionMaking = session =>
            {
                Action fails = makesNoExecution && session.Number > 1 ? static () => throw new InvalidTimeZoneException("Nowhere.") : static () => { };
                fails();
            },
        };
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], time);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Equal([1, 1], backend.Sessions.Select(static session => session.Disposals));
    }

    /// <summary>That the initial state is given back too, the check for leaks sees.</summary>
    [Fact]
    public async Task Session_that_fails_however_late_is_closed_with_its_initial_states()
    {
        using AiTensor initial = Functions.Vec(1);
        ModelOptions options = new() { WarmUp = false, States = { new ModelState("x", "y") { Initial = initial } } };
        int failures = 0;
        while (true)
        {
            FakeBackend backend = new() { SignaturesBeforeFailure = failures };
            await using RedisAiEngine ai = new(backend);
            try
            {
                await ai.Models.StoreAsync("m", FakeBackend.Source, options);
                break;
            }
            catch (InvalidTimeZoneException)
            {
                failures++;
                Assert.Equal(1, backend.Sessions[0].Disposals);
            }
        }

        // As often as a load looks at the signature.
        Assert.InRange(failures, 3, 100);
    }
}
