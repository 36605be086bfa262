namespace RedisAi.Simulation.Measuring;

/// <summary>Sessions under names as the store has them.</summary>
internal static class Keys
{
    public const int Sessions = 10_000;
    public const string Owner = "0123456789abcdef0123456789abcdef";
    public const string Stranger = "fedcba9876543210fedcba9876543210";
    public const string Address = "10.0.0.17:8080";

    public static string Lease(int session) => $"ai-lease:{{user:{session % Sessions}}}";

    public static string Set(int session) => $"ai-states:{{user:{session % Sessions}}}";

    public static string State(int session) => $"ai:{{user:{session % Sessions}}}/gru/h";

    /// <summary>A key that never exists.</summary>
    public static string Absent(int session) => $"ai-absent:{{user:{session % Sessions}}}";
}
