using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Events;

namespace RedisAi.Simulation.Model;

/// <summary>Batches on cores: an idle core takes its share of what waits, and no run ever waits for company.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class Runs(World world)
{
    /// <summary>Less work of the process itself than this is left until more has come.</summary>
    private const double LeastChores = 200e-6;

    private readonly Pool<Batch> _batches = new();
    private readonly StepCost _step = world.Measurements.Step;

    /// <summary>A call may run: its session is here.</summary>
    public void Enqueue(int id)
    {
        int process = world.Calls[id].Process;
        world.Processes[process].Waiting.Enqueue(id);
        Dispatch(process);
    }

    /// <summary>The process sends so many commands.</summary>
    public void AddChores(int process, int commands)
    {
        world.Processes[process].Chores += commands * world.Measurements.ClientMicroseconds * 1e-6;
        Dispatch(process);
    }

    public void End(int process, int batch)
    {
        Batch ended = _batches[batch];
        SimulatedProcess ran = world.Processes[process];
        bool isStale = world.IsStale(process, ended.Incarnation);
        ran.IdleCores += isStale ? 0 : 1;
        for (int i = 0; i < ended.Count; i++)
        {
            if (isStale)
            {
                world.Balancer.RouteAgain(ended.Calls![i]);
            }
            else
            {
                world.Writer.Finish(ended.Calls![i]);
            }
        }

        _batches.Return(batch);
        if (!isStale)
        {
            Dispatch(process);
        }
    }

    private void Dispatch(int process)
    {
        SimulatedProcess runs = world.Processes[process];
        while (runs.IdleCores > 0 && (runs.Waiting.Count > 0 || runs.Chores >= LeastChores))
        {
            int batch = _batches.Rent();
            double seconds = runs.Chores >= LeastChores ? TakeChores(runs, batch) : TakeCalls(runs, batch);
            _batches[batch].Incarnation = runs.Incarnation;
            runs.IdleCores--;
            runs.BusySeconds += seconds;
            world.Events.Add(world.Now + seconds, EventKind.RunEnds, process, batch);
        }
    }

    private double TakeChores(SimulatedProcess runs, int batch)
    {
        _batches[batch].Count = 0;
        double seconds = runs.Chores;
        runs.Chores = 0;
        return seconds;
    }

    private double TakeCalls(SimulatedProcess runs, int batch)
    {
        int size = world.Scenario.BatchSize;
        int rows = Math.Min(size, ((runs.Waiting.Count - 1) / runs.IdleCores) + 1);
        ref Batch taken = ref _batches[batch];
        taken.Calls ??= new int[size];
        taken.Count = rows;
        for (int i = 0; i < rows; i++)
        {
            taken.Calls[i] = runs.Waiting.Dequeue();
        }

        world.Tally.Rows += rows;
        world.Tally.Runs++;
        return _step.Of(rows);
    }
}
