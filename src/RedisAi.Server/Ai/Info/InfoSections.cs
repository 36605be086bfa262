using System.Globalization;
using System.Text;

namespace RedisAi.Server.Ai.Info;

/// <summary>What INFO MODULES tells after its own section: five more, as the module RedisAI adds them.</summary>
internal static class InfoSections
{
    /// <summary>The version of RedisAI whose commands these are.</summary>
    private const string Version = "1.2.7";

    /// <summary>The sections, each with its heading, lines as Redis ends them, and blank lines between them.</summary>
    public static string Of(AiServices services)
    {
        StringBuilder text = new();
        Section(text, "versions", ("RedisAI_version", Version), ("low_level_API_version", "1"), ("rdb_version", "4"));
        Section(text, "git", ("git_sha", "none"));
        Section(
            text,
            "load_time_configs",
            ("threads_per_queue", Text(Environment.ProcessorCount)),
            ("inter_op_parallelism", "0"),
            ("intra_op_parallelism", "0"),
            ("model_execution_timeout", "0"),
            ("backend_memory_limit", "0"));
        Section(text, "backends_info", [.. Backends(services.Backends)]);
        Environment.ProcessCpuUsage used = Environment.CpuUsage;
        Section(
            text,
            "cpu",
            ("self_used_cpu_sys", Text(used.PrivilegedTime)),
            ("self_used_cpu_user", Text(used.UserTime)),
            ("children_used_cpu_sys", Text(TimeSpan.Zero)),
            ("children_used_cpu_user", Text(TimeSpan.Zero)),
            ("main_thread_used_cpu_sys", Text(TimeSpan.Zero)),
            ("main_thread_used_cpu_user", Text(TimeSpan.Zero)),
            ("queue_CPU_bthread_n1_used_cpu_total", Text(TimeSpan.Zero)));
        return text.ToString();
    }

    /// <summary>Those that were used: nothing is loaded to tell of it.</summary>
    private static IEnumerable<(string Name, string Value)> Backends(BackendList backends)
    {
        if (backends.LoadedVersionOf(BackendList.Torch) is { } torch)
        {
            yield return ("Torch_version", torch);
        }

        if (backends.LoadedVersionOf(BackendList.TensorFlowLite) is { } tensorFlowLite)
        {
            yield return ("TensorFlowLite_version", tensorFlowLite);
        }

        if (backends.LoadedVersionOf(BackendList.Onnx) is { } onnx)
        {
            yield return ("onnxruntime_version", onnx);
            yield return ("onnxruntime_memory", "0");
            yield return ("onnxruntime_memory_access_num", "0");
            yield return ("onnxruntime_maximum_run_sessions_number", Text(Environment.ProcessorCount));
        }
    }

    private static void Section(StringBuilder text, string name, params ReadOnlySpan<(string Name, string Value)> lines)
    {
        text.Append(text.Length > 0 ? "\r\n" : "").Append("# ai_").Append(name).Append("\r\n");
        foreach ((string field, string value) in lines)
        {
            text.Append("ai_").Append(field).Append(':').Append(value).Append("\r\n");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
}
