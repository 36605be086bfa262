using RedisAi.Backends;

namespace RedisAi.FuzzHost;

/// <summary>Stores damaged models, from bytes and from files by turns, and runs those that load on zeros.</summary>
internal abstract class ModelTarget : IFuzzTarget
{
    private static readonly InferenceOptions s_options = new() { Timeout = TimeSpan.FromSeconds(3) };

    private readonly RedisAiEngine _ai;
    private readonly string _backend;
    private readonly string _extension;
    private readonly string _scratch;

    /// <param name="backend">What loads them.</param>
    /// <param name="extension">The end of their files' names.</param>
    /// <param name="scratch">A folder for them.</param>
    /// <param name="options">The engine's settings; null for the defaults.</param>
    protected ModelTarget(IBackend backend, string extension, string scratch, RedisAiOptions? options = null)
    {
        _scratch = scratch;
        _backend = backend.Name;
        _extension = extension;
        _ai = new RedisAiEngine(options ?? new RedisAiOptions(), [backend]);
        KnownTensors.PutInto(_ai.Tensors);
    }

    public bool Takes(string path) => path.EndsWith(_extension, StringComparison.Ordinal);

    public abstract byte[] Damage(Mutator mutator, int index);

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

    public void Dispose() => _ai.Dispose();

    private async Task<string> LoadAndRunAsync(int index, byte[] bytes)
    {
        try
        {
            await _ai.Models.StoreAsync("m", await SourceAsync(index, bytes), new ModelOptions { Backend = _backend });
        }
        catch (RedisAiException)
        {
            return "refused";
        }

        KnownTensors.Check(_ai.Tensors);
        try
        {
            return RunProbes(_ai.Models["m"]);
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

        string path = Path.Combine(_scratch, $"model{_extension}");
        await File.WriteAllBytesAsync(path, bytes);
        return ModelSource.FromFile(path);
    }

    /// <summary>How many guesses at the inputs there are.</summary>
    protected virtual int Probes => 1;

    /// <summary>An input of the declared shape; null when it cannot be guessed.</summary>
    /// <param name="spec">What is declared.</param>
    /// <param name="probe">Which guess; from 0.</param>
    protected abstract AiTensor? CreateInput(TensorSpec spec, int probe);

    /// <summary>Guesses until a run goes well.</summary>
    private string RunProbes(IModel model)
    {
        string outcome = Run(model, 0);
        for (int probe = 1; probe < Probes && outcome == "failed"; probe++)
        {
            outcome = Run(model, probe);
        }

        return outcome;
    }

    private string Run(IModel model, int probe)
    {
        List<AiTensor> inputs = [];
        try
        {
            foreach (TensorSpec spec in model.Signature.Inputs)
            {
                if (CreateInput(spec, probe) is not { } tensor)
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
}
