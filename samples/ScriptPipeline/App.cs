using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Samples.Pictures;
using RedisAi.Samples.ScriptPipeline.Recognition;

namespace RedisAi.Samples.ScriptPipeline;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(TextWriter output, TextWriter errors, TimeProvider time)
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>What shells make of a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            Options options = Options.Parse(arguments);
            if (options.ShowHelp)
            {
                await output.WriteAsync(Options.Help);
                return Ok;
            }

            return await RunAsync(options, cancellationToken) ? Ok : Failed;
        }
        catch (UsageException error)
        {
            await errors.WriteLineAsync($"ScriptPipeline: {error.Message} See --help.");
            return WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync("ScriptPipeline: stopped.");
            return Interrupted;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or RedisAiException)
        {
            await errors.WriteLineAsync($"ScriptPipeline: {error.Message}");
            return Failed;
        }
    }

    private async Task<bool> RunAsync(Options options, CancellationToken cancellationToken)
    {
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
