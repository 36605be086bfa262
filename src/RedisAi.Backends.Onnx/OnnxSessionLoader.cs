using RedisAi.Backends.Onnx.Interop;
using RedisAi.Backends.Onnx.Refusals;

namespace RedisAi.Backends.Onnx;

/// <summary>Makes a session of a file or of bytes, with the options of a model.</summary>
internal static class OnnxSessionLoader
{
    private const string ExternalDataFolderKey = "session.model_external_initializers_file_folder_path";

    public static OnnxSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        OnnxModelOptions onnx = options.GetBackendOptions<OnnxModelOptions>();
        OnnxExternalData.Find(content, onnx);
        using OrtSessionOptionsHandle nativeOptions = CreateOptions(content, options, onnx);

        OrtSessionHandle session;
        using (cancellationToken.UnsafeRegister(static state => ((OrtSessionOptionsHandle)state!).CancelLoad(), nativeOptions))
        {
            try
            {
                session = content.Path is { } path ? OrtSessionHandle.FromFile(path, nativeOptions) : OrtSessionHandle.FromBytes(content.Bytes.Span, nativeOptions);
            }
            catch (BackendException error) when (error.NativeCode == OrtStatus.LoadCancelled)
            {
                throw new OperationCanceledException("The loading of the model was cancelled.", error, cancellationToken);
            }
        }

        try
        {
            ModelSignature signature = FeatureNames.AddTo(OrtSignatureReader.Read(session), OrtMetadata.Find(session, FeatureNames.Key), OrtMetadata.Find(session, FeatureNames.UnusedKey));
            FlatOutputs? flat = FlatOutputs.Read(session, signature);
            signature = flat?.Given ?? signature;
            return new OnnxSession(session, signature, flat) { InputCheck = RefusedValues.Read(session, signature) };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static OrtSessionOptionsHandle CreateOptions(ModelContent content, LoadOptions options, OnnxModelOptions onnx)
    {
        OrtSessionOptionsHandle handle = OrtSessionOptionsHandle.Create();
        try
        {
            handle.SetThreads(options.Threads ?? 1, onnx.InterOpThreads);
            handle.SetGraphOptimization((int)onnx.GraphOptimization);

            // Threads that spin while they wait take the cores from other callers: 0.47 to 0.67 of the throughput with it, on 2 cores.
            handle.AddConfigEntry("session.intra_op.allow_spinning", "0");
            handle.AddConfigEntry("session.inter_op.allow_spinning", "0");
            if (!onnx.MemoryArena)
            {
                handle.DisableMemoryArena();
            }

            if (!onnx.MemoryPattern)
            {
                handle.DisableMemoryPattern();
            }

            if (content.Path is null && onnx.ExternalDataFolder is { } folder)
            {
                // Otherwise the runtime would look in the current directory.
                handle.AddConfigEntry(ExternalDataFolderKey, Path.GetFullPath(folder));
            }

            foreach ((string key, string value) in onnx.ConfigEntries)
            {
                handle.AddConfigEntry(key, value);
            }

            if (options.Device.Type == DeviceType.Cuda)
            {
                handle.AppendCuda(options.Device.Index);
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
