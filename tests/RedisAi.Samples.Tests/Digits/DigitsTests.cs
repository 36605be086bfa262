using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Importers;
using RedisAi.Samples.Digits;
using RedisAi.Samples.Digits.Models;
using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Tests.Digits;

/// <summary>The models of the sample, and what it says of them.</summary>
public sealed class DigitsTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "models", "digits");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Frameworks => [.. ModelFiles.Own(s_folder).Select(static file => file.Framework)];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task Model_answers_as_was_noted_in_Python_when_it_was_made(string framework)
    {
        ModelFile file = ModelFiles.Own(s_folder).Single(file => file.Framework == framework);
        PictureSet pictures = Pictures();
        using AiTensor expected = NpyFile.Load(Path.ChangeExtension(file.Path, ".out.npy"));
        await using RedisAiEngine ai = Engine();
        DigitModel model = await DigitModel.LoadAsync(ai, file, Token);
        float worst = 0;

        for (int number = 0; number < pictures.Count; number++)
        {
            using AiTensor input = model.InputOf(pictures[number]);
            float[] probabilities = model.Ask(input);
            for (int digit = 0; digit < probabilities.Length; digit++)
            {
                worst = Math.Max(worst, Math.Abs(probabilities[digit] - expected.AsSpan<float>()[(number * probabilities.Length) + digit]));
            }
        }

        Assert.InRange(worst, 0, 5e-6f);
    }

    [Fact]
    public async Task Table_has_a_line_for_each_framework_with_the_picture_above()
    {
        (int exitCode, string output, string errors) = await RunAsync("--picture", "0");

        Assert.Equal((0, ""), (exitCode, errors));
        string[] lines = output.Split('\n');
        Assert.Equal($"picture 0 is a {Pictures().TruthOf(0)}:", lines[0]);
        Assert.All(ModelFiles.Own(s_folder), file => Assert.Matches($"(?m)^{file.Framework} +(ONNX|TORCH|TFLITE) +{Pictures().TruthOf(0)} +[0-9.]+.?% +[0-9.]+ +(5[5-9]|6[0-4])$", output));
    }

    [Fact]
    public async Task Without_a_wish_it_is_a_picture_that_models_disagree_on()
    {
        (int exitCode, string output, string errors) = await RunAsync();

        Assert.Equal((0, ""), (exitCode, errors));
        string[] answers = [.. output.Split('\n').SkipWhile(static line => !line.StartsWith("framework", StringComparison.Ordinal)).Skip(1).Where(static line => line.Length > 0).Select(static line => line[24..34].Trim())];
        Assert.Equal(7, answers.Length);
        Assert.True(answers.Distinct().Count() > 1, output);
    }

    [Theory]
    [InlineData("--picture", "64")]
    [InlineData("--picture", "first")]
    [InlineData("--pictures", "1")]
    public async Task What_makes_no_sense_is_told(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.EndsWith("See --help.\n", errors.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_of_newer_libraries_answer_in_the_same_table()
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(fixtures is null, "REDISAI_FIXTURES is not set.");
        string models = Path.Combine(fixtures!, "models");

        (int exitCode, string output, string errors) = await RunAsync("--models", models, "--picture", "3");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.All(ModelFiles.In(models), file => Assert.Matches($"(?m)^{file.Framework} +(ONNX|TORCH|TFLITE) ", output));
        Assert.True(ModelFiles.In(models).Count >= 10, "All of the models are there.");
    }

    [Fact]
    public async Task Folder_without_models_is_told()
    {
        (int exitCode, _, string errors) = await RunAsync("--models", s_folder);

        Assert.Equal(1, exitCode);
        Assert.Contains("has none of the models that are looked for", errors, StringComparison.Ordinal);
    }

    private static PictureSet Pictures() => PictureSet.Read(Path.Combine(s_folder, "pictures.npy"), Path.Combine(s_folder, "labels.npy"));

    private static RedisAiEngine Engine() => new(new RedisAiOptions().AddImporters(), [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()]);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new();
        await using StringWriter errors = new();
        int exitCode = await new App(output, errors, TimeProvider.System).RunAsync(arguments, Token);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
