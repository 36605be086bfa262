using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Interop;
using RedisAi.Backends.TfLite.Rewriting;

namespace RedisAi.Backends.TfLite;

/// <summary>Makes a session of a file or of bytes, with the options of a model.</summary>
internal static class TfLiteSessionLoader
{
    public static TfLiteSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        TfLiteModelOptions chosen = options.GetBackendOptions<TfLiteModelOptions>();
        if (options.Device != Device.Cpu)
        {
            throw new BackendUnavailableException(TfLiteLibrary.BackendName, $"TensorFlow Lite runs on the CPU here, not on {options.Device}.");
        }

        if (chosen.KeptInterpreters is < 0 or > 1024)
        {
            throw new ModelLoadException($"{nameof(TfLiteModelOptions.KeptInterpreters)} ({chosen.KeptInterpreters}) must be between 0 and 1024.");
        }

        // A copy that nobody can change: the library reads the weights from it at each run, and what was checked stays so.
        ModelBytes bytes = ModelBytes.Copy(content);
        cancellationToken.ThrowIfCancellationRequested();
        if (ChannelScales.Rewrite(bytes.Memory) is { } rewritten)
        {
            bytes = ModelBytes.Copy(rewritten);
        }

        GraphFacts facts = GraphReader.Read(bytes.Memory);
        MemoryEstimate.CheckDeclared(facts);
        cancellationToken.ThrowIfCancellationRequested();

        TfLiteModelHandle model = TfLiteModelHandle.Create(bytes);
        InterpreterPool? pool = null;
        try
        {
            InterpreterFactory factory = new(model, facts, options.Threads ?? 1, chosen.Xnnpack);
            pool = new InterpreterPool(factory, chosen.KeptInterpreters);

            // Whether the library has all operators shows when it makes the first interpreter.
            pool.Return(factory.Create());
            return new TfLiteSession(model, facts, pool);
        }
        catch (Exception error)
        {
            pool?.Dispose();
            model.Dispose();
            if (error is BackendException refused)
            {
                throw Unsupported(refused);
            }

            throw;
        }
    }

    private static ModelLoadException Unsupported(BackendException error)
    {
        string version = TfLiteRuntime.Instance.Api.Version;
        return new ModelLoadException(
            $"TensorFlow Lite {version} does not take it: {error.NativeMessage} What a later release has added is in a later library, " +
            "which TfLiteBackendOptions.LibraryPath may name; or convert the model without it (with float32, or whole numbers throughout, in place of dynamic-range quantisation; without operators of TensorFlow itself).",
            error);
    }
}
