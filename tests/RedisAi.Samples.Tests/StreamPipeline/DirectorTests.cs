using RedisAi.Samples.StreamPipeline.Acts;

namespace RedisAi.Samples.Tests.StreamPipeline;

public sealed class DirectorTests
{
    [Fact]
    public void Where_nobody_looks_a_worker_is_killed_and_another_one_started_by_the_clock()
    {
        Timetable timetable = new(TimeSpan.FromSeconds(10));

        Act[] acts = [.. new[] { 0, 2.9, 3, 3.1, 5, 9.9, 10, 11 }.Select(second => timetable.Next(TimeSpan.FromSeconds(second)))];

        Assert.Equal([Act.None, Act.None, Act.Kill, Act.None, Act.Start, Act.None, Act.End, Act.None], acts);
    }

    [Fact]
    public void Keys_decide_where_somebody_looks_until_the_time_is_over()
    {
        Queue<char?> keys = new(['k', 'S', null, 'x', 'q']);
        Keyboard keyboard = new(keys.Dequeue, TimeSpan.FromSeconds(10));

        Assert.Equal([Act.Kill, Act.Start, Act.None, Act.None, Act.End], Enumerable.Range(0, 5).Select(_ => keyboard.Next(TimeSpan.Zero)));
        Assert.Equal(Act.End, keyboard.Next(TimeSpan.FromSeconds(10)));
    }
}
