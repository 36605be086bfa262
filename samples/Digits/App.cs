using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Importers;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Digits.Models;
using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Digits;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(TextWriter output, TextWriter errors, TimeProvider time)
{
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("Digits", errors).RunAsync(() => ShowAsync(arguments, cancellationToken), cancellationToken);

    private async Task<bool> ShowAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Options options = Options.Parse(arguments);
        if (options.ShowHelp)
        {
            await output.WriteAsync(Options.Help);
            return true;
        }

        (PictureSet pictures, IReadOnlyList<ModelFile> files) = Find(options.Models);
        if (options.Picture >= pictures.Count)
        {
            throw new UsageException($"There are {pictures.Count} pictures, the last of them {pictures.Count - 1}.");
        }

        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()]);
        Questions questions = new(pictures, time);
        List<Opinion> opinions = [];
        foreach (ModelFile file in files)
        {
            opinions.Add(questions.Ask(await DigitModel.LoadAsync(ai, file, cancellationToken), cancellationToken));
        }

        int shown = options.Picture ?? Disputed(opinions, pictures.Count);
        Report report = new(output, pictures);
        report.Picture(shown);
        report.Table(shown, opinions);
        return true;
    }

    private static (PictureSet Pictures, IReadOnlyList<ModelFile> Files) Find(string? folder)
    {
        if (folder is null)
        {
            string own = Path.Combine(AppContext.BaseDirectory, "models", "digits");
            return (PictureSet.Read(Path.Combine(own, "pictures.npy"), Path.Combine(own, "labels.npy")), ModelFiles.Own(own));
        }

        IReadOnlyList<ModelFile> files = ModelFiles.In(folder);
        return files.Count > 0 ? (PictureSet.Read(Path.Combine(folder, "digits", "images.npy"), Path.Combine(folder, "digits", "labels.npy")), files)
            : throw new InvalidDataException($"The folder '{folder}' has none of the models that are looked for.");
    }

    /// <summary>The first picture that most models disagree on.</summary>
    private static int Disputed(IReadOnlyList<Opinion> opinions, int count) =>
        Enumerable.Range(0, count).MaxBy(number => opinions.Select(opinion => opinion.Answers[number].Digit).Distinct().Count());
}
