namespace RedisAi.Simulation.Events;

/// <summary>Something that happens at a time.</summary>
/// <param name="Time">Seconds since the start.</param>
/// <param name="Order">Of what happens at the same time, what was asked for first comes first.</param>
/// <param name="Kind">What happens.</param>
/// <param name="A">To whom; see the kind.</param>
/// <param name="B">Likewise.</param>
internal readonly record struct Event(double Time, long Order, EventKind Kind, int A, int B)
{
    public bool IsBefore(in Event other) => Time < other.Time || (Time == other.Time && Order < other.Order);
}
