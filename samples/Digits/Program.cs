using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Digits;

using CtrlC interrupt = new();

return await new App(Console.Out, Console.Error, TimeProvider.System).RunAsync(args, interrupt.Token);
