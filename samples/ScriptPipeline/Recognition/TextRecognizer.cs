using RedisAi.Samples.Recognition;

namespace RedisAi.Samples.ScriptPipeline.Recognition;

/// <summary>Reads a line of text off a picture, in three steps: a script, a model in ONNX, a script.</summary>
internal sealed class TextRecognizer
{
    public const string ModelKey = "ppocr";
    public const string ScriptKey = "recognition";

    private const string Before = "pre_process";
    private const string After = "post_process";

    private readonly IRedisAi _ai;
    private readonly TimeProvider _time;
    private readonly Characters _characters;
    private readonly IModel _model;
    private readonly IScript _script;

    private TextRecognizer(IRedisAi ai, TimeProvider time, Characters characters)
    {
        _ai = ai;
        _time = time;
        _characters = characters;
        _model = ai.Models[ModelKey];
        _script = ai.Scripts[ScriptKey];
    }

    public static string ModelPath => Path.Combine(AppContext.BaseDirectory, "models", "ch_PP-OCRv4_rec_infer.onnx");

    private static string CharactersPath => Path.Combine(AppContext.BaseDirectory, "models", "ppocr_keys_v1.txt");

    private static string ScriptPath => Path.Combine(AppContext.BaseDirectory, "scripts", "recognition.py");

    public static async Task<TextRecognizer> LoadAsync(IRedisAi ai, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!File.Exists(ModelPath) || !File.Exists(CharactersPath))
        {
            throw new FileNotFoundException($"The model '{ModelPath}' or its characters are not there. Run eng/fetch.sh text-recognition and build again.");
        }

        await ai.Models.StoreAsync(ModelKey, ModelSource.FromFile(ModelPath), cancellationToken: cancellationToken);
        await ai.Scripts.StoreAsync(ScriptKey, ScriptSource.FromFile(ScriptPath), new ScriptOptions { EntryPoints = { Before, After } }, cancellationToken);
        return new TextRecognizer(ai, time, Characters.Load(CharactersPath));
    }

    /// <summary>Hands what one step gives to the next one. Nothing is copied in between.</summary>
    public async Task<Reading> ReadAsync(AiTensor picture, CancellationToken cancellationToken)
    {
        StepClock clock = new(_time);
        using ScriptResult line = await _script.RunAsync(Before, [picture], cancellationToken: cancellationToken);
        clock.Done(Before);
        using ModelResult probabilities = await _model.RunAsync([line[0]], cancellationToken: cancellationToken);
        clock.Done("model");
        using ScriptResult text = await _script.RunAsync(After, [probabilities[0]], cancellationToken: cancellationToken);
        clock.Done(After);
        return new Reading(_characters.ToText(text.AsSpan<long>(0)), text.AsSpan<float>(1)[0], clock.Steps);
    }

    /// <summary>The same steps, each from the tensor store to the tensor store: what RedisAI does with SCRIPTEXECUTE and MODELEXECUTE.</summary>
    /// <param name="prefix">The tensors are kept under keys that begin with it.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="cancellationToken">Stops the step that runs.</param>
    public async Task<Reading> ReadThroughStoreAsync(string prefix, AiTensor picture, CancellationToken cancellationToken)
    {
        string pictureKey = $"{prefix}:picture", line = $"{prefix}:line", probabilities = $"{prefix}:probabilities";
        string classes = $"{prefix}:classes", certainty = $"{prefix}:certainty";
        _ai.Tensors.Set(pictureKey, picture);

        StepClock clock = new(_time);
        await _ai.Scripts.ExecuteAsync(ScriptKey, Before, inputs: [pictureKey], outputs: [line], cancellationToken: cancellationToken);
        clock.Done(Before);
        await _ai.Models.ExecuteAsync(ModelKey, inputs: [line], outputs: [probabilities], cancellationToken: cancellationToken);
        clock.Done("model");
        await _ai.Scripts.ExecuteAsync(ScriptKey, After, inputs: [probabilities], outputs: [classes, certainty], cancellationToken: cancellationToken);
        clock.Done(After);

        using AiTensor? foundClasses = _ai.Tensors.Get(classes);
        using AiTensor? foundCertainty = _ai.Tensors.Get(certainty);
        if (foundClasses is null || foundCertainty is null)
        {
            throw new TensorNotFoundException(foundClasses is null ? classes : certainty);
        }

        return new Reading(_characters.ToText(foundClasses.AsSpan<long>()), foundCertainty.AsSpan<float>()[0], clock.Steps);
    }
}
