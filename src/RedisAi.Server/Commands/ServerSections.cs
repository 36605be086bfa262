using System.Globalization;
using System.Runtime.InteropServices;
using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>The sections of INFO that are Redis'; "modules" is a heading until somebody who has one registers it.</summary>
internal static class ServerSections
{
    public static IEnumerable<IInfoSection> All(ServerState server) =>
    [
        new InfoSection("server", "Server", () => Server(server)),
        new InfoSection("clients", "Clients", () => [("connected_clients", server.Clients.Count), ("blocked_clients", 0)]),
        new InfoSection("memory", "Memory", () => Memory(server.Keys)),
        new InfoSection("persistence", "Persistence", () => Persistence(server)),
        new InfoSection("stats", "Stats", () => Stats(server)),
        new InfoSection("replication", "Replication", static () => [("role", "master"), ("connected_slaves", 0)]),
        new InfoSection("cpu", "CPU", Processor),
        new InfoSection("modules", "Modules", static () => []),
        new InfoSection("keyspace", "Keyspace", () => Keyspace(server)),
    ];

    private static IEnumerable<(string, object)> Server(ServerState server)
    {
        TimeSpan up = server.Time.GetUtcNow() - server.Started;
        return
        [
            ("redis_version", ServerIdentity.RedisVersion),
            ("redisai_server_version", ServerIdentity.Version),
            ("redis_mode", "standalone"),
            ("os", RuntimeInformation.OSDescription.Trim()),
            ("arch_bits", 8 * nint.Size),
            ("process_id", Environment.ProcessId),
            ("run_id", ServerIdentity.RunId),
            ("tcp_port", server.Ports is [int port, ..] ? port : 0),
            ("server_time_usec", (server.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
            ("uptime_in_seconds", (long)up.TotalSeconds),
            ("uptime_in_days", (long)up.TotalDays),
        ];
    }

    private static IEnumerable<(string, object)> Memory(IEndpointKeys keys)
    {
        long used = Environment.WorkingSet;
        return
        [
            ("used_memory", used),
            ("used_memory_human", string.Create(CultureInfo.InvariantCulture, $"{used / 1048576.0:F2}M")),
            ("used_memory_rss", used),
            ("used_memory_managed", GC.GetTotalMemory(forceFullCollection: false)),
            ("tensor_buffers", AiTensor.BuffersInUse),
            ("maxmemory", keys.MaxBytes ?? 0),
            ("maxmemory_policy", EvictionPolicy.Of(keys)),
        ];
    }

    private static IEnumerable<(string, object)> Persistence(ServerState server) =>
    [
        ("loading", 0),
        ("async_loading", 0),
        ("rdb_bgsave_in_progress", server.Saves.IsInBackground ? 1 : 0),
        ("rdb_last_save_time", server.Saves.LastSave),
        ("rdb_last_bgsave_status", server.Saves.HasFailed ? "err" : "ok"),
        ("rdb_last_bgsave_time_sec", server.Saves.LastSeconds),
        ("rdb_current_bgsave_time_sec", server.Saves.CurrentSeconds),
        ("aof_enabled", 0),
        ("storage_enabled", server.Saves.IsPossible ? 1 : 0),
    ];

    private static IEnumerable<(string, object)> Stats(ServerState server)
    {
        ClientTotals totals = server.Clients.Totals().Since(server.Reset);
        return
        [
            ("total_connections_received", totals.Connections),
            ("total_commands_processed", totals.Commands),
            ("total_net_input_bytes", totals.BytesIn),
            ("total_net_output_bytes", totals.BytesOut),
            ("rejected_connections", server.Clients.Rejected),
            ("total_error_replies", totals.Errors),
        ];
    }

    private static IEnumerable<(string, object)> Processor() =>
    [
        ("used_cpu_sys", Seconds(Environment.CpuUsage.PrivilegedTime)),
        ("used_cpu_user", Seconds(Environment.CpuUsage.UserTime)),
    ];

    private static IEnumerable<(string, object)> Keyspace(ServerState server)
    {
        lock (server.Keys.Lock)
        {
            long count = server.Keys.Count;
            return count == 0 ? [] : [("db0", $"keys={count},expires={server.Keys.ExpiringCount},avg_ttl=0")];
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
}
