using RedisAi.Samples.Ocr;

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends the run in order; a second one ends the process at once.
    press.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

// The model reads Chinese, too.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await new App(Console.Out, Console.Error).RunAsync(args, interrupted.Token);
