using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>What RedisAI says of models and scripts that are not stored.</summary>
internal static class LoadErrors
{
    public const string BackendAbsent = "ERR Could not load backend";

    public const string NoGraph = "No graph was found in the protobuf.";

    public const string NoArchive = "PytorchStreamReader failed reading zip archive: failed finding central directory";

    public const string NoBuffer = "Failed to load model from buffer";

    private const string ExternalData = "It keeps weights in ";
    private const string Unsound = "It is not a sound ONNX model";

    /// <summary>How sentences begin on files that TensorFlow Lite itself would refuse without a reason.</summary>
    private static readonly string[] s_noTfLite = ["It is not a sound TensorFlow Lite model", "It is no TensorFlow Lite model"];

    /// <summary>Whether storing has thrown what there is a reply for; what a command itself says of its keys is one already.</summary>
    public static bool IsOne(Exception error) => error is RedisAiException and not DagCommandException or ArgumentException;

    /// <summary>The reply for what a load has thrown; the exception itself when that is no error of the client's.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="backend">The backend's name.</param>
    /// <param name="device">Where it was to run.</param>
    public static Exception Of(Exception error, string backend, Device device) => error switch
    {
        BackendUnavailableException => new CommandException(device.Type == DeviceType.Cuda ? DeviceAbsent(backend) : BackendAbsent),
        ScriptCompilationException compilation => new CommandException(OneLine((compilation.CompilerText ?? compilation.Message).TrimStart('\r', '\n'))),
        ModelLoadException load => new CommandException(OneLine(TextOf(load))),
        ArgumentException argument => new CommandException($"ERR {OneLine(argument.Message)}"),
        _ => error,
    };

    /// <summary>The reply for a model without a byte.</summary>
    public static string Empty(string backend) => backend switch
    {
        BackendList.Onnx => NoGraph,
        BackendList.TensorFlowLite => NoBuffer,
        _ => NoArchive,
    };

    private static string DeviceAbsent(string backend) => backend switch
    {
        BackendList.Torch => "GPU requested but Torch couldn't find CUDA",
        BackendList.TensorFlowLite => "GPU requested but TFLite runs on the CPU only",
        _ => "ERR GPU requested but ONNX couldn't find CUDA",
    };

    /// <summary>The runtime's own words, without the engine's around them.</summary>
    private static string TextOf(ModelLoadException error)
    {
        Exception innermost = error;
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is BackendException native)
            {
                return native.NativeMessage;
            }

            innermost = cause is ModelLoadException ? cause : innermost;
        }

        return innermost.Message.StartsWith(ExternalData, StringComparison.Ordinal) ? "Initializer tensors with external data is not allowed."
            : innermost.Message.StartsWith(Unsound, StringComparison.Ordinal) ? NoGraph
            : Array.Exists(s_noTfLite, start => innermost.Message.StartsWith(start, StringComparison.Ordinal)) ? NoBuffer
            : innermost.Message;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
