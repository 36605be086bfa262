using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;
using RedisAi.Importers;

namespace RedisAi.Cli.Inspecting;

/// <summary>Engines of this process, with the backends and the importers that the tool has.</summary>
internal static class LocalEngine
{
    /// <summary>An engine for the model of a file; the caller's to dispose.</summary>
    /// <exception cref="CliException">The file is not there, or is no model.</exception>
    /// <exception cref="ModelLoadException">It is one of TensorFlow's own.</exception>
    public static async Task<RedisAiEngine> CreateAsync(string path, CancellationToken cancellationToken)
    {
        ModelContent content = await GivenModel.OpenFileAsync(path, cancellationToken).ConfigureAwait(false);
        IBackend[] backends = Backends();
        if (ModelImporters.All.Any(importer => importer.Recognizes(content)) || Array.Exists(backends, backend => backend.Recognizes(content)))
        {
            return new RedisAiEngine(new RedisAiOptions().AddImporters(), backends);
        }

        Array.ForEach(backends, static backend => backend.Dispose());
        throw PickledModel.IsOne(content) ? new CliException($"'{path}' cannot be loaded. {PickledModel.Refusal}") : Unknown(path);
    }

    /// <summary>An engine with all backends; the caller's to dispose.</summary>
    public static RedisAiEngine Create() => new(new RedisAiOptions().AddImporters(), Backends());

    /// <summary>What is said of a file of another kind.</summary>
    private static CliException Unknown(string path)
    {
        IEnumerable<string> formats = ModelImporters.All.Select(static importer => importer.Format).Distinct(StringComparer.Ordinal);
        return new CliException($"'{path}' is no model that is known: an ONNX, a TorchScript or a TensorFlow Lite file is expected, or one of {string.Join(", ", formats)}.");
    }

    /// <summary>The key of the model of a file, by which messages name it.</summary>
    public static string KeyOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    private static IBackend[] Backends() => [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()];
}
