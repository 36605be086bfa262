using System.Globalization;
using System.Text.Json;
using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>What a folder says of the session of ONNX Runtime, by a list of what a registered model may say.</summary>
/// <remarks>
/// What is not on the list is left out and told: entries can name files to read and write, and switch off checks. The names that the backend knows its
/// settings by are those that it writes them under.
/// </remarks>
internal static class OnnxSessionSettings
{
    private const string BackendName = "onnx";
    private const string Key = "onnx_session_options";
    private const int MaxThreads = 1024;

    /// <summary>Entries that change speed or rounding, and nothing else.</summary>
    private static readonly HashSet<string> s_entries = new(StringComparer.Ordinal)
    {
        "session.set_denormal_as_zero",
        "session.disable_prepacking",
        "session.use_device_allocator_for_initializers",
        "session.intra_op.allow_spinning",
        "session.inter_op.allow_spinning",
        "session.dynamic_block_base",
        "session.force_spinning_stop",
        "session.enable_quant_qdq_cleanup",
        "session.disable_double_qdq_remover",
        "session.disable_quant_qdq",
        "session.qdqisint8allowed",
        "session.x64quantprecision",
        "session.disable_aot_function_inlining",
        "session.use_ort_model_bytes_for_initializers",
        "mlas.enable_gemm_fastmath_arm64_bfloat16",
        "optimization.minimal_build_optimizations",
        "optimization.enable_gelu_approximation",
        "optimization.enable_cast_chain_elimination",
        "optimization.disable_specified_optimizers",
    };

    /// <exception cref="MlflowException">A setting is of the wrong kind or out of range.</exception>
    public static (RunSettings Settings, IReadOnlyList<string> Warnings) Read(YamlSection flavor)
    {
        List<string> warnings = [];
        if (flavor.Section(Key) is not { } section)
        {
            return (RunSettings.None, warnings);
        }

        foreach (string key in section.Keys.Where(static key =>
            key is not ("inter_op_num_threads" or "intra_op_num_threads" or "execution_mode" or "graph_optimization_level" or "extra_session_config")))
        {
            warnings.Add($"The folder asks for '{Key}.{key}', which is not known here, and is left out.");
        }

        int? threads = Threads(section, "intra_op_num_threads");
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteOptimization(json, section);
            WriteExecution(json, section);
            WriteEntries(json, section, warnings);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return (new RunSettings(threads, (BackendName, document.RootElement.Clone())), warnings);
    }

    private static void WriteOptimization(Utf8JsonWriter json, YamlSection section)
    {
        if (section.Number("graph_optimization_level") is { } level)
        {
            json.WriteNumber("graphOptimization", level is 0 or 1 or 2 or 3 or 99 ? (int)level : throw section.Wrong("graph_optimization_level", "0, 1, 2, 3 or 99"));
        }
    }

    /// <summary>The runtime heeds the number of nodes side by side in its parallel mode only, and takes one for each core where there is none.</summary>
    private static void WriteExecution(Utf8JsonWriter json, YamlSection section)
    {
        int? nodes = Threads(section, "inter_op_num_threads");
        switch (section.Text("execution_mode"))
        {
            case null or "sequential":
                break;
            case "parallel":
                json.WriteNumber("interOpThreads", nodes ?? Math.Max(2, Environment.ProcessorCount));
                break;
            default:
                throw section.Wrong("execution_mode", "sequential or parallel");
        }
    }

    private static void WriteEntries(Utf8JsonWriter json, YamlSection section, List<string> warnings)
    {
        if (section.Section("extra_session_config") is not { } entries)
        {
            return;
        }

        json.WriteStartObject("configEntries");
        foreach (string entry in entries.Keys)
        {
            if (s_entries.Contains(entry))
            {
                json.WriteString(entry, entries.Text(entry) ?? "");
            }
            else
            {
                warnings.Add($"The folder asks for '{Key}.extra_session_config.{entry}', which a registered model may not set, and is left out. Set it in code, with ConfigureOnnx, if the model needs it.");
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A number of threads; 0 leaves it to the engine, as it leaves it to the runtime.</summary>
    private static int? Threads(YamlSection section, string key) => section.Number(key) switch
    {
        null or 0 => null,
        > 0 and <= MaxThreads and var number => (int)number,
        _ => throw section.Wrong(key, string.Create(CultureInfo.InvariantCulture, $"between 0 and {MaxThreads}")),
    };
}
