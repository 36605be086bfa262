using RedisAi.Samples.AbTest;

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends the run in order; a second one ends the process at once.
    press.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

return await new App(Console.Out, Console.Error, TimeProvider.System).RunAsync(args, interrupted.Token);
