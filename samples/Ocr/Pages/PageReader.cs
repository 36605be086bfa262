using RedisAi.Samples.Recognition;
using RedisAi.Samples.Statistics;

namespace RedisAi.Samples.Ocr.Pages;

/// <summary>Reads pages with one plan, and counts the runs of its recognition model.</summary>
internal sealed class PageReader : IDisposable
{
    public const string DetectionKey = "text-detection";
    public const string RecognitionKey = "text-recognition";

    /// <summary>Rows of a convolution net are hardly cheaper in a larger run, and a large one keeps one core busy while another is idle.</summary>
    private const int LinesOfRun = 4;

    /// <summary>The lines of a page wait for each other, on a busy machine for longer than the ten seconds beyond which a model refuses calls if nobody says otherwise.</summary>
    private static readonly TimeSpan s_maxWait = TimeSpan.FromMinutes(5);

    private readonly DagPlan _plan;
    private readonly RunSizes _runs;

    private PageReader(DagPlan plan, string recognitionKey)
    {
        _plan = plan;
        _runs = new RunSizes(recognitionKey);
    }

    public static bool ModelsAreThere => File.Exists(DetectionPath) && File.Exists(RecognitionPath) && File.Exists(CharactersPath);

    private static string DetectionPath => ModelPath("ch_PP-OCRv4_det_infer.onnx");

    private static string RecognitionPath => ModelPath("ch_PP-OCRv4_rec_infer.onnx");

    private static string CharactersPath => ModelPath("ppocr_keys_v1.txt");

    /// <summary>Loads the models that the engine does not have yet, and compiles a plan.</summary>
    /// <param name="ai">The engine.</param>
    /// <param name="batching">
    /// Whether lines share runs: <see cref="BatchingMode.On"/> or <see cref="BatchingMode.Off"/>, and both for two readers. The file names each axis
    /// of unknown length differently, so the engine cannot tell by itself that the first one of the input and that of the output are the lines.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PageReader> LoadAsync(IRedisAi ai, BatchingMode batching, CancellationToken cancellationToken)
    {
        if (!ModelsAreThere)
        {
            throw new FileNotFoundException($"The models are not in '{Path.GetDirectoryName(DetectionPath)}'. Run eng/fetch.sh text-detection and eng/fetch.sh text-recognition, and build again.");
        }

        string recognition = batching == BatchingMode.Off ? $"{RecognitionKey}-alone" : RecognitionKey;
        if (!ai.Models.TryGet(DetectionKey, out _))
        {
            await ai.Models.StoreAsync(DetectionKey, ModelSource.FromFile(DetectionPath), cancellationToken: cancellationToken);
        }

        ModelOptions options = new() { MaxWait = s_maxWait, Batching = { Mode = batching, BatchSize = LinesOfRun } };
        await ai.Models.StoreAsync(recognition, ModelSource.FromFile(RecognitionPath), options, cancellationToken);
        return new PageReader(PagePlan.Compile(ai, DetectionKey, recognition, Characters.Load(CharactersPath)), recognition);
    }

    /// <param name="picture">UInt8 [height, width, 3].</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PageRun> ReadAsync(AiTensor picture, CancellationToken cancellationToken)
    {
        _runs.Take();
        using DagResult result = await _plan.RunAsync(new NamedTensors { ["picture"] = picture }, new DagRunOptions { CollectTimings = true }, cancellationToken);
        return new PageRun(Page.Of(result), _runs.Take());
    }

    public void Dispose() => _runs.Dispose();

    private static string ModelPath(string file) => Path.Combine(AppContext.BaseDirectory, "models", file);
}
