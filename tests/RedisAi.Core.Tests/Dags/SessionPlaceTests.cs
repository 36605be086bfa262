using RedisAi.Dags.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

public sealed class SessionPlaceTests
{
    [Fact]
    public void Runs_that_come_and_go_at_the_same_moment_have_one_order_and_leave_nothing()
    {
        SessionOrder[] orders = [.. Enumerable.Range(0, 20_000).Select(static _ => new SessionOrder())];
        SessionPlace[][] places = [.. orders.Select(static _ => new SessionPlace[] { new(), new() })];

        int come = Threads.RunInStep(2, orders.Length, (thread, step) => Reserve(orders[step], places[step][thread]));
        Assert.All(places.Take(come), static both => Assert.NotEqual(both[0].IsFirst, both[1].IsFirst));
        int gone = Threads.RunInStep(2, come, (thread, step) => orders[step].Leave(places[step][thread]));

        foreach (SessionOrder order in orders.Take(gone))
        {
            SessionPlace next = new();
            Reserve(order, next);
            Assert.True(next.IsFirst);
        }

        static void Reserve(SessionOrder order, SessionPlace place) => order.Reserve("s", ["m"], [1], [place]);
    }
}
