using RedisAi.Backends.Onnx;
using RedisAi.Samples.AbTest.Comparing;
using RedisAi.Samples.AbTest.Digits;
using RedisAi.Samples.AbTest.Trials;
using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.AbTest;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(TextWriter output, TextWriter errors, TimeProvider time)
{
    private const string KeyA = "digits-a";
    private const string KeyB = "digits-b";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("AbTest", errors).RunAsync(() => CompareAsync(arguments, cancellationToken), cancellationToken);

    private async Task<bool> CompareAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Options options = Options.Parse(arguments);
        if (options.ShowHelp)
        {
            await output.WriteAsync(Options.Help);
            return true;
        }

        using DigitSheet sheet = DigitSheet.Read(PathOf("digits.png"));
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync(KeyA, ModelSource.FromFile(PathOf("linear.onnx")), cancellationToken: cancellationToken);
        await ai.Models.StoreAsync(KeyB, ModelSource.FromFile(PathOf("network.onnx")), cancellationToken: cancellationToken);
        Tally tally = new();
        TrialRunner runner = new(AbPlan.Compile(ai, KeyA, KeyB, s_patience, tally), tally, sheet, options.Users, time);

        // The first calls are slow: what they call is compiled meanwhile.
        await runner.RunAsync("warm-up", cancellationToken);
        Trial well = await runner.RunAsync("both well", cancellationToken);

        // The plan stays as it is, and follows the model under the key: first to a version that does not work, then back.
        await ai.Models.StoreCandidateAsync(KeyB, Broken(), CandidateTraffic.Answers(1), cancellationToken: cancellationToken);
        Trial broken = await runner.RunAsync("B is broken", cancellationToken);
        await ai.Models.RollBackAsync(KeyB, cancellationToken);
        Trial back = await runner.RunAsync("B is back", cancellationToken);

        Report report = new(output);
        report.Setting(sheet.Count, options.Users);
        report.Trials([well, broken, back]);
        report.Differences(well);
        return report.Check(well, broken, back);
    }

    private static ModelSource Broken() => ModelSource.FromFunction(["x"], ["probabilities"], static _ => throw new InvalidOperationException("This version is broken."));

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "models", "abtest", file);
}
