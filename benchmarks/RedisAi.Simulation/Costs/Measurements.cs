using System.Text.Json;

namespace RedisAi.Simulation.Costs;

/// <summary>What was measured, and where; a file beside the program.</summary>
internal sealed record Measurements
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Gets the machine, in words.</summary>
    public required string Machine { get; init; }

    /// <summary>Gets the version of the server.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the version of the client library.</summary>
    public required string Client { get; init; }

    /// <summary>Gets what the store's commands cost.</summary>
    public required StoreCosts Store { get; init; }

    /// <summary>Gets the processor time of the client for each of many commands, in us.</summary>
    public required double ClientMicroseconds { get; init; }

    /// <summary>Gets how long a command alone takes over loopback, in us.</summary>
    public required double RoundTripMicroseconds { get; init; }

    /// <summary>Gets what a WAIT for one replica adds to that, in us.</summary>
    public required double ReplicaMicroseconds { get; init; }

    /// <summary>Gets the memory of the server for one session with a state of 1 KiB and a lease, in bytes.</summary>
    public required double BytesPerSession { get; init; }

    /// <summary>Gets what a command of a mix of writes, renewals and takings took, in us.</summary>
    public required double MixMicroseconds { get; init; }

    /// <summary>Gets what it should have taken by what they cost alone.</summary>
    public required double MixPredictedMicroseconds { get; init; }

    /// <summary>Gets what a step of the model takes of a process.</summary>
    public required StepCost Step { get; init; }

    /// <summary>Gets where <see cref="Step"/> is from.</summary>
    public required string StepSource { get; init; }

    public static Measurements Read(string path) =>
        JsonSerializer.Deserialize<Measurements>(File.ReadAllBytes(path), s_json) ?? throw new InvalidDataException($"'{path}' has no measurements.");

    /// <summary>The ones that are committed.</summary>
    public static Measurements ReadCommitted() => Read(Path.Combine(AppContext.BaseDirectory, "measurements.json"));

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
