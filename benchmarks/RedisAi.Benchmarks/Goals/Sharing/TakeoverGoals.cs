using System.Diagnostics;
using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>How long a conversation pauses whose process has died.</summary>
internal static class TakeoverGoals
{
    private const int Rounds = 11;

    public static IEnumerable<GoalRow> Rows => [new("takeover-seconds", Takeover)];

    /// <summary>From the kill of a session's owner to the answer that another process gives, less the time of the lease. What was left of the lease by then is anything from two thirds of it on.</summary>
    private static Goal? Takeover(string name)
    {
        using RedisServer? server = RedisServer.TryStart();
        if (server is null)
        {
            Console.WriteLine($"{name} was not measured: install redis-server.");
            return null;
        }

        using Owned owned = new();
        string configuration = SharedGru.ConfigurationOf(server);
        using RedisAiEngine engine = SharedGru.Open(configuration, static options => options.LeaseTime = OwnerProcess.Lease);
        IModel model = GruCallers.Load(engine);
        AiTensor[] inputs = [owned.Tensor(1, GruCallers.Size)];
        Step(model, inputs, "own");
        double[] seconds = [.. Enumerable.Range(0, RoundCount.Of(Rounds)).Select(round => Measure(configuration, model, inputs, $"session:{round}"))];
        Goal goal = Goal.AtMost(name, seconds.Select(static whole => whole - OwnerProcess.Lease.TotalSeconds), "s", 0.5);
        return goal with { Note = $"{Goal.Quantile(seconds, 0.5):F3} s with the lease's {OwnerProcess.Lease.TotalSeconds:F0}, the longest {seconds.Max():F3} s" };
    }

    private static double Measure(string configuration, IModel model, AiTensor[] inputs, string session)
    {
        using OwnerProcess owner = OwnerProcess.Start(configuration, session);
        long killed = Stopwatch.GetTimestamp();
        owner.Kill();
        Step(model, inputs, session);
        return Stopwatch.GetElapsedTime(killed).TotalSeconds;
    }

    private static void Step(IModel model, AiTensor[] inputs, string session) =>
        model.RunAsync(inputs, new InferenceOptions { Session = session }).AsTask().GetAwaiter().GetResult().Dispose();
}
