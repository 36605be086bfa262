using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;

using Interruption interruption = new();
return await RedisAiCommandLine.RunAsync(args, new CliServices { Terminal = Terminal.OfProcess() }, interruption.Token).ConfigureAwait(false);
