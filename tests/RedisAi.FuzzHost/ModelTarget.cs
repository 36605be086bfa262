using RedisAi.Backends.Onnx;

namespace RedisAi.FuzzHost;

/// <summary>Stores damaged models, from bytes and from files by turns, and runs once on zeros those that load.</summary>
internal sealed class ModelTarget : IFuzzTarget
{
    private const long MaxElements = 1 << 20;

    private static readonly InferenceOptions s_options = new() { Timeout = TimeSpan.FromSeconds(3) };

    private readonly RedisAiEngine _ai = new(new OnnxBackend());
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redisai-");

    public ModelTarget() => KnownTensors.PutInto(_ai.Tensors);

    public bool Takes(string path) => path.EndsWith(".onnx", StringComparison.Ordinal);

    public async Task<string> TakeAsync(int index, byte[] bytes)
    {
        string outcome = await LoadAndRunAsync(index, bytes);
        KnownTensors.Check(_ai.Tensors);
        if (_ai.Models.List().Count != 0)
        {
            throw new FuzzFailureException("A model is left.");
        }

        return outcome;
    }

    public void Dispose()
    {
        _ai.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string> LoadAndRunAsync(int index, byte[] bytes)
    {
        try
        {
            await _ai.Models.StoreAsync("m", await SourceAsync(index, bytes), new ModelOptions { Backend = "ONNX" });
        }
        catch (RedisAiException)
        {
            return "refused";
        }

        KnownTensors.Check(_ai.Tensors);
        try
        {
            return Run(_ai.Models["m"]);
        }
        finally
        {
            await _ai.Models.DeleteAsync("m");
        }
    }

    private async Task<ModelSource> SourceAsync(int index, byte[] bytes)
    {
        if (index % 2 == 0)
        {
            return ModelSource.FromBytes(bytes);
        }

        string path = Path.Combine(_folder.FullName, "model.onnx");
        await File.WriteAllBytesAsync(path, bytes);
        return ModelSource.FromFile(path);
    }

    private static string Run(IModel model)
    {
        List<AiTensor> inputs = [];
        try
        {
            foreach (TensorSpec spec in model.Signature.Inputs)
            {
                if (Zeros(spec) is not { } tensor)
                {
                    return "loaded";
                }

                inputs.Add(tensor);
            }

            using ModelResult result = model.Run([.. inputs], s_options);
            return "ran";
        }
        catch (RedisAiException)
        {
            return "failed";
        }
        catch (TimeoutException)
        {
            return "stopped";
        }
        finally
        {
            inputs.ForEach(static input => input.Dispose());
        }
    }

    /// <summary>An input of the declared shape; null where that is unknown, or large. A scalar where the runtime expects axes can end the process.</summary>
    private static AiTensor? Zeros(TensorSpec spec)
    {
        long[] shape = [.. spec.Shape.Dimensions.ToArray().Select(static length => length == ShapePattern.AnyLength ? 1 : length)];
        if (!spec.Shape.IsRankKnown || shape.Length > TensorShape.MaxRank || shape.Aggregate(1.0, static (product, length) => product * length) > MaxElements)
        {
            return null;
        }

        int count = (int)TensorShape.Create(shape).ElementCount;
        return spec.DataType == TensorDataType.String
            ? AiTensor.CreateStrings(shape, [.. Enumerable.Repeat("", count)])
            : AiTensor.FromBytes(spec.DataType, shape, new byte[count * ByteLength(spec.DataType)]);
    }

    private static int ByteLength(TensorDataType type) => (int)Backends.TensorValue.ByteLengthOf(type, TensorShape.Create(1));
}
