using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Ocr;

using CtrlC interrupt = new();

// The model reads Chinese, too.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await new App(Console.Out, Console.Error).RunAsync(args, interrupt.Token);
