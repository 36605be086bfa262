using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Pictures;
using RedisAi.Samples.ScriptPipeline.Recognition;

namespace RedisAi.Samples.ScriptPipeline;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(TextWriter output, TextWriter errors, TimeProvider time)
{
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("ScriptPipeline", errors).RunAsync(() => ReadAsync(arguments, cancellationToken), cancellationToken);

    private async Task<bool> ReadAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Options options = Options.Parse(arguments);
        if (options.ShowHelp)
        {
            await output.WriteAsync(Options.Help);
            return true;
        }

        using AiTensor picture = PngFile.Read(options.ImagePath);
        await using RedisAiEngine ai = new(new OnnxBackend(), new TorchBackend());
        TextRecognizer recognizer = await TextRecognizer.LoadAsync(ai, time, cancellationToken);

        // The first calls are slow: memory is taken, and what depends on the size of the picture is prepared.
        const int WarmUps = 3;
        for (int i = 0; i < WarmUps; i++)
        {
            await ReadBothWaysAsync(recognizer, picture, cancellationToken);
        }

        (Reading inMemory, Reading throughStore) = await ReadBothWaysAsync(recognizer, picture, cancellationToken);

        Report report = new(output);
        report.Picture(Path.GetFileName(options.ImagePath), picture.Shape);
        report.Text(inMemory);
        report.Times(inMemory, throughStore);
        return report.Check(inMemory, throughStore, ai.Tensors);
    }

    private static async Task<(Reading InMemory, Reading ThroughStore)> ReadBothWaysAsync(TextRecognizer recognizer, AiTensor picture, CancellationToken cancellationToken) =>
        (await recognizer.ReadAsync(picture, cancellationToken), await recognizer.ReadThroughStoreAsync("sign", picture, cancellationToken));
}
