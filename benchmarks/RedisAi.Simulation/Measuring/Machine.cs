using System.Reflection;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Where something was measured, in words.</summary>
internal static class Machine
{
    private const string CpuTable = "/proc/cpuinfo";

    public static string Describe()
    {
        string[] lines = File.Exists(CpuTable) ? File.ReadAllLines(CpuTable) : [];
        return $"{Environment.ProcessorCount} cores of {Field(lines, "model name")} (family {Field(lines, "cpu family")}, model {Field(lines, "model")}), {RuntimeInformation.OSDescription.Split(' ')[0]}, .NET {Environment.Version}";
    }

    public static string Client() => $"StackExchange.Redis {typeof(ConnectionMultiplexer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private static string Field(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.Split(':')[0].Trim() == name)?.Split(':')[1].Trim() ?? "unknown";
}
