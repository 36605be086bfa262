using System.Globalization;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>The processor time of a server's thread, as it says itself: what others do on this machine does not count.</summary>
internal static class ServerClock
{
    public static double Seconds(IConnectionMultiplexer connection)
    {
        string cpu = Section(connection, "cpu");
        return cpu.Contains("used_cpu_user_main_thread", StringComparison.Ordinal)
            ? Field(cpu, "used_cpu_user_main_thread") + Field(cpu, "used_cpu_sys_main_thread")
            : Field(cpu, "used_cpu_user") + Field(cpu, "used_cpu_sys");
    }

    public static double MemoryBytes(IConnectionMultiplexer connection) => Field(Section(connection, "memory"), "used_memory");

    public static string Version(IConnectionMultiplexer connection) => Text(Section(connection, "server"), "redis_version");

    public static bool HasReplica(IConnectionMultiplexer connection) => Section(connection, "replication").Contains("state=online", StringComparison.Ordinal);

    private static string Section(IConnectionMultiplexer connection, string name) => connection.GetServers()[0].InfoRaw(name) ?? "";

    private static double Field(string section, string name) => double.Parse(Text(section, name), CultureInfo.InvariantCulture);

    private static string Text(string section, string name) =>
        section.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();
}
