using System.CommandLine;
using System.Globalization;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Inspecting;

namespace RedisAi.Cli.Benching;

/// <summary><c>redisai bench</c>: how many rows, threads and callers suit a model on this machine.</summary>
internal static class BenchCommand
{
    private const double UsualSeconds = 0.5;

    public static Command Create(CommandMaker maker)
    {
        Argument<string> model = new("model") { Description = "The file of the model: ONNX, TorchScript, TensorFlow Lite, or one that redisai convert converts" };
        Option<double?> seconds = NumberOption.Create<double>("--seconds", "n", "How many seconds each point is measured", UsualSeconds);
        Option<string> batches = new("--batch") { Description = "The rows of a run that are tried, as in 1,8,32; powers of two while they pay unless said", HelpName = "list" };
        Option<string> threads = new("--threads") { Description = "The threads of a run that are tried; powers of two up to the cores unless said", HelpName = "list" };
        Option<string> callers = new("--callers") { Description = "How many callers are tried; powers of two while they pay unless said", HelpName = "list" };
        Option<string[]> inputs = new("--input")
        {
            Description = "The shape of an input, as in x=float32[?,3,224,224], ? being the rows; with a type where the model declares none, and with :VALUE for what all its elements are. May be given several times",
            HelpName = "name=type[shape]",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> merge = new("--rows-independent") { Description = "The rows of a batch do not depend on each other, though the model does not declare it" };
        Option<string> device = new("--device") { Description = "Where it runs: cpu or cuda:0", HelpName = "device", DefaultValueFactory = static _ => "cpu" };
        return maker.Make(
            "bench",
            "Find the batch size, the threads and the callers that suit a model on this machine, and draw the curve. The machine should have nothing else to do",
            [model, seconds, batches, threads, callers, inputs, merge, device],
            async call =>
            {
                BenchPlan plan = new(call.Typed.GetRequiredValue(model))
                {
                    Duration = Duration(call.Typed.GetValue(seconds) ?? UsualSeconds),
                    Batches = Counts(call.Typed.GetValue(batches), "--batch"),
                    Threads = Counts(call.Typed.GetValue(threads), "--threads"),
                    Callers = Counts(call.Typed.GetValue(callers), "--callers"),
                    Inputs = [.. (call.Typed.GetValue(inputs) ?? []).Select(InputDeclaration.Parse)],
                    RowsAreIndependent = call.Typed.GetValue(merge),
                    Device = Device.TryParse(call.Typed.GetValue(device), out Device parsed)
                        ? parsed
                        : throw CliException.NotUnderstood($"'{call.Typed.GetValue(device)}' is no device; cpu or cuda:0 is expected."),
                };
                RedisAiEngine engine = await LocalEngine.CreateAsync(plan.Path, call.Interrupted).ConfigureAwait(false);
                await using (engine.ConfigureAwait(false))
                {
                    call.Show(await call.WithProgressAsync("Measuring", progress => new Bench(engine, plan, call.Services.Time, progress).RunAsync(call.Interrupted)).ConfigureAwait(false));
                }
            });
    }

    private static TimeSpan Duration(double seconds) =>
        seconds is > 0 and <= 3600 ? TimeSpan.FromSeconds(seconds) : throw CliException.NotUnderstood($"--seconds {seconds} is no time between 0 and 3600.");

    /// <summary>Counts that were typed, from small to large; null for none.</summary>
    private static int[]? Counts(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        SortedSet<int> counts = [];
        foreach (string part in text.Split(','))
        {
            counts.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 65_536
                ? count
                : throw CliException.NotUnderstood($"{option} '{text}' is no list of counts such as 1,2,8, each from 1 to 65536."));
        }

        return [.. counts];
    }
}
