using RedisAi.Simulation.Model;
using RedisAi.Simulation.Reporting;

namespace RedisAi.Simulation.Capacity;

/// <summary>What a deployment has to do in each second while nothing fails, and what that is of what it has.</summary>
internal sealed record CapacityEstimate
{
    public required double StepsPerSecond { get; init; }

    /// <summary>Gets the sessions that have an owner at any time.</summary>
    public required double Held { get; init; }

    /// <summary>Gets the commands per second, by <see cref="JobKind"/>.</summary>
    public required IReadOnlyList<double> CommandsPerSecond { get; init; }

    /// <summary>Gets the share of time that shards have work, on the mean.</summary>
    public required double ShardsBusy { get; init; }

    /// <summary>Gets how much of each resource is used.</summary>
    public required IReadOnlyList<Use> Uses { get; init; }

    public Use First => Use.First(Uses);

    public double Of(JobKind kind) => CommandsPerSecond[(int)kind];

    public double UseOf(string resource) => Uses.First(use => use.Resource == resource).Share;
}
