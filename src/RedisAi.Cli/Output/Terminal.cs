using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace RedisAi.Cli.Output;

/// <summary>Where commands write: what came out to one place, complaints and progress to the other. Each of them is drawn on where a person looks, and plain elsewhere.</summary>
/// <param name="output">Gets what came out.</param>
/// <param name="errors">Gets complaints.</param>
/// <param name="canvas">The output as a terminal; null where it is none.</param>
/// <param name="errorCanvas">The errors as a terminal; null where they are none.</param>
internal sealed class Terminal(TextWriter output, TextWriter errors, IAnsiConsole? canvas = null, IAnsiConsole? errorCanvas = null)
{
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Output => output;

    public TextWriter Errors => errors;

    /// <summary>The terminal of the process.</summary>
    public static Terminal OfProcess() => new(
        Console.IsOutputRedirected ? Utf8(Console.OpenStandardOutput()) : Console.Out,
        Console.IsErrorRedirected ? Utf8(Console.OpenStandardError()) : Console.Error,
        Console.IsOutputRedirected ? null : CanvasOn(Console.Out),
        Console.IsErrorRedirected ? null : CanvasOn(Console.Error));

    /// <summary>A terminal that draws on a writer.</summary>
    public static IAnsiConsole CanvasOn(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    /// <summary>Shows a person or a program what came out.</summary>
    public void Show(IView view, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(Json(view));
            return;
        }

        foreach (IBlock block in view.Blocks())
        {
            if (canvas is null)
            {
                block.WriteTo(output);
            }
            else
            {
                canvas.Write(block.Draw());
            }
        }
    }

    /// <summary>Says what is wrong, on one line.</summary>
    public void Complain(string sentence)
    {
        string line = sentence.ReplaceLineEndings(" ");
        if (errorCanvas is null)
        {
            errors.WriteLine(line);
        }
        else
        {
            errorCanvas.WriteLine(line, new Style(Color.Red));
        }
    }

    /// <summary>Shows a person how far some work is, from 0 to 1; the bar is gone when it is done.</summary>
    public Task<T> WithProgressAsync<T>(string what, Func<IProgress<double>, Task<T>> work) => errorCanvas is null
        ? work(new NoProgress())
        : errorCanvas.Progress().AutoClear(true).StartAsync(context => work(new ProgressBar(context.AddTask(Markup.Escape(what), maxValue: 1))));

    /// <summary>JSON is UTF-8, whatever the terminal's encoding is.</summary>
    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private static string Json(IView view)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_json))
        {
            view.WriteTo(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private sealed class ProgressBar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
