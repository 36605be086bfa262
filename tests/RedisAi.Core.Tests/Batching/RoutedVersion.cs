namespace RedisAi.Tests.Batching;

/// <summary>A version of a model as <see cref="RoutedLine"/> knows it.</summary>
/// <param name="number">The number that the engine gave it.</param>
/// <param name="load">How many were loaded when it was; its answers say so.</param>
/// <param name="promotion">What becomes of sessions on other versions once it serves.</param>
/// <param name="change">How it changes the states of another version.</param>
internal sealed class RoutedVersion(int number, int load, SessionPromotion promotion, StateChange change)
{
    public int Number => number;

    public int Load => load;

    public SessionPromotion Promotion => promotion;

    public StateChange Change => change;

    /// <summary>What it gets beside the version that serves, if it is a candidate.</summary>
    public CandidateTraffic Traffic { get; set; }

    /// <summary>Whether no call that is accepted from now on goes there.</summary>
    public bool IsClosed { get; set; }

    public override string ToString() => $"version {number}, {promotion}, {change}";
}
