using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Inspecting;

/// <summary>Engines of this process, with the backends that the tool has.</summary>
internal static class LocalEngine
{
    /// <summary>An engine for the model of a file; the caller's to dispose.</summary>
    /// <exception cref="CliException">The file is not there, or is no model.</exception>
    public static async Task<RedisAiEngine> CreateAsync(string path, CancellationToken cancellationToken)
    {
        ModelContent content = await ModelSource.FromFile(GivenFile.Require(path)).OpenAsync(cancellationToken).ConfigureAwait(false);
        IBackend[] backends = [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()];
        if (Array.Exists(backends, backend => backend.Recognizes(content)))
        {
            return new RedisAiEngine(backends);
        }

        Array.ForEach(backends, static backend => backend.Dispose());
        throw new CliException($"'{path}' is no model that is known: an ONNX, a TorchScript or a TensorFlow Lite file is expected.");
    }

    /// <summary>The key of the model of a file, by which messages name it.</summary>
    public static string KeyOf(string path) => Path.GetFileName(path);
}
