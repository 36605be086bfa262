using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Dags;

/// <summary>Someone who runs a plan again and again, each time once the run before has ended.</summary>
/// <param name="plan">The plan.</param>
/// <param name="inputs">What each run is given.</param>
/// <param name="options">Whose runs they are.</param>
internal sealed class PlanCaller(DagPlan plan, NamedTensors inputs, InferenceOptions options) : ICaller
{
    public int Answered { get; private set; }

    public async Task CallAsync(int times, CancellationToken stop)
    {
        float sum = 0;
        for (int i = 0; i < times && !stop.IsCancellationRequested; i++)
        {
            using DagResult result = await plan.RunAsync(inputs, options, CancellationToken.None);
            sum += result.AsSpan<float>(0)[0];
            Answered++;
        }

        GC.KeepAlive(sum);
    }
}
