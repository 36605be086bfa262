using RedisAi.Samples.CommandLine;
using RedisAi.Samples.ScriptPipeline;

using CtrlC interrupt = new();

// The model reads Chinese, too.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await new App(Console.Out, Console.Error, TimeProvider.System).RunAsync(args, interrupt.Token);
