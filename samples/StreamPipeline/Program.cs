using RedisAi.Samples.CommandLine;
using RedisAi.Samples.StreamPipeline;

using CtrlC interrupt = new();

return await new App(Terminal.OfProcess(), TimeProvider.System).RunAsync(args, interrupt.Token);
